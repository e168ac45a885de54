public import PackageCompiler
public import ProjectConfig
public import SystemPackage

/// Asks a compiled model about the sample that its author declared, and compares the answer.
///
/// The model runs as in the image: the same executable, the project's `env:`, nothing of the tool's own environment,
/// and the same checks and conversions as for an item that arrives over the network.
public struct SampleTest: Sendable {
    /// The most that the inputs of a sample have together, and each of its outputs, in bytes.
    static let byteCountMax: Int64 = 48_000_000

    private let sample: Sample
    private let variables: [String: String]

    /// A test of `sample`.
    /// - Parameters:
    ///   - modelDirectory: the folder of the model's files, which the model hears of as `MODEL_DIR`; nil when there is
    ///     none.
    ///   - environment: the environment variables of the container that the project declares.
    public init(sample: Sample, modelDirectory: FilePath?, environment: [String: String]) {
        self.sample = sample
        var variables = environment
        if let modelDirectory { variables["MODEL_DIR"] = modelDirectory.string }
        // Without it a static Swift program looks for its own path in /proc, which a sandbox may not have.
        variables["SWIFT_ROOT"] = "/"
        self.variables = variables
    }

    /// Runs `executable` once and compares what it answers.
    ///
    /// Outputs that the sample does not declare are ignored.
    /// - Parameters:
    ///   - model: what the executable says about itself.
    ///   - limit: how long the process may take, loading the model included.
    /// - Throws: ``SampleError``; `CancellationError`. No process is left then.
    public func run(
        _ executable: CompiledExecutable, model: ModelInfo, limit: Duration = .seconds(60)
    ) async throws -> SampleResult {
        try await run(executable.path, model: model, limit: limit)
    }

    func run(_ executable: FilePath, model: ModelInfo, limit: Duration) async throws -> SampleResult {
        let request = try request(for: model)
        let expected = try expectedOutputs(of: model)
        let clock = ContinuousClock()
        let start = clock.now
        let output = try await ModelProcess(executable: executable, variables: variables).run(request, limit: limit)
        let duration = clock.now - start
        let outputs = try Self.outputs(of: output)
        let mismatches = expected.compactMap { $0.mismatch(in: outputs, tolerance: sample.tolerance) }
        guard mismatches.isEmpty else { throw SampleError.differs(mismatches) }
        return expected.isEmpty ? .ran(duration) : .matched(duration)
    }

    /// The sample's inputs as an executable of `model` reads them, for `--predict` and from the image: JSON with the
    /// bytes of each input in base64.
    /// - Throws: ``SampleError`` when a file cannot be read or is too large, or the model has other inputs.
    public func request(for model: ModelInfo) throws -> [UInt8] {
        try PredictRequest(inputs: inputs(of: model)).encoded()
    }

    private func inputs(of model: ModelInfo) throws(SampleError) -> [String: [UInt8]] {
        let files: [String: FilePath]
        switch sample.inputs {
        case .named(let named): files = named
        case .single(let file):
            guard model.inputs.count == 1 else { throw .severalInputs(model.inputs.map(\.name)) }
            files = [model.inputs[0].name: file]
        }
        var inputs: [String: [UInt8]] = [:]
        var byteCount: Int64 = 0
        for (name, file) in files.sorted(by: { $0.key < $1.key }) {
            inputs[name] = try Self.contents(of: file, after: &byteCount)
        }
        return inputs
    }

    private func expectedOutputs(of model: ModelInfo) throws(SampleError) -> [ExpectedOutput] {
        let files: [String: FilePath]
        switch sample.outputs {
        case nil: files = [:]
        case .named(let named): files = named
        case .single(let file):
            guard model.outputs.count == 1 else { throw .severalOutputs(model.outputs.map(\.name)) }
            files = [model.outputs[0].name: file]
        }
        var expected: [ExpectedOutput] = []
        for (name, file) in files.sorted(by: { $0.key < $1.key }) {
            var byteCount: Int64 = 0
            let bytes = try Self.contents(of: file, after: &byteCount)
            expected.append(try ExpectedOutput(name, file: file, bytes: bytes, model: model))
        }
        return expected
    }

    /// The bytes of `file`, whose size is looked at first and added to `byteCount`.
    private static func contents(of file: FilePath, after byteCount: inout Int64) throws(SampleError) -> [UInt8] {
        do throws(Errno) {
            byteCount += try file.stat().size
            if byteCount <= byteCountMax { return try file.contents() }
        } catch {
            throw .unreadable(file, reason: error.description)
        }
        throw .tooLarge(file, limit: byteCountMax)
    }

    /// The outputs that the process answered with.
    private static func outputs(of output: ModelProcess.Output) throws(SampleError) -> [String: [UInt8]] {
        switch output.status {
        case .signaled(let number): throw .crashed(signal: number, output: output.messages)
        case .exited(0), .exited(1): break
        case .exited(let code): throw .exited(code: code, output: output.messages)
        }
        guard !output.answer.isEmpty else {
            guard case .exited(let code) = output.status else { preconditionFailure("a signal was told above") }
            throw .exited(code: code, output: output.messages)
        }
        let answer: PredictAnswer
        do {
            answer = try PredictAnswer(json: output.answer)
        } catch {
            throw .notUnderstood(reason: "\(error)")
        }
        switch answer {
        case .outputs(let outputs): return outputs
        case .error("invalidInput", let message): throw .refused(message: message)
        case .error("notLoaded", let message): throw .notLoaded(message: message)
        case .error(_, let message): throw .failed(message: message)
        }
    }
}
