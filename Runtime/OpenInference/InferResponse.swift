/// What a model answered.
public struct InferResponse: Sendable, Equatable {
    /// The name under which the model is served.
    public var modelName: String
    /// The model's version.
    public var modelVersion: String
    /// What the client called the request.
    public var id: String?
    /// The outputs, in the order in which they were asked for, else declared.
    public var outputs: [Tensor]

    /// An answer of the model `modelName`.
    public init(modelName: String, modelVersion: String, id: String?, outputs: [Tensor]) {
        self.modelName = modelName
        self.modelVersion = modelVersion
        self.id = id
        self.outputs = outputs
    }
}
