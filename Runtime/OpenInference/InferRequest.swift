/// What a client asks of a model.
public struct InferRequest: Sendable, Equatable {
    /// An output that the client asks for.
    public struct Output: Sendable, Equatable {
        /// The name of the output.
        public var name: String
        /// Whether it is wanted in binary form; nil leaves that to the request.
        public var isBinary: Bool?

        /// A wish for the output `name`.
        public init(name: String, isBinary: Bool? = nil) {
            self.name = name
            self.isBinary = isBinary
        }
    }

    /// What the client calls the request, which the answer repeats.
    public var id: String?
    /// The inputs.
    public var inputs: [Tensor]
    /// The outputs that are wanted, in this order; all of them when there are none.
    public var outputs: [Output]
    /// Whether outputs are wanted in binary form unless they say otherwise.
    public var prefersBinary: Bool

    /// A request for all outputs in JSON unless said otherwise.
    public init(id: String? = nil, inputs: [Tensor], outputs: [Output] = [], prefersBinary: Bool = false) {
        self.id = id
        self.inputs = inputs
        self.outputs = outputs
        self.prefersBinary = prefersBinary
    }
}
