/// What a model needs to run.
public struct ModelResources: Sendable, Equatable {
    /// Memory.
    public var memory: ByteSize
    /// Processor cores; a fraction is a share of one.
    public var cpus: Float
    /// Graphics processors.
    public var gpus: Int

    /// 512 MiB, one core and no graphics processor unless said otherwise.
    public init(memory: ByteSize = .mebibytes(512), cpus: Float = 1, gpus: Int = 0) {
        self.memory = memory
        self.cpus = cpus
        self.gpus = gpus
    }
}
