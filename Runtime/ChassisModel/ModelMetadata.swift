/// What a model says about itself: everything in the Open Model Interface's Status message.
///
/// Only a name and a version are needed. The rest starts with the values that Chassis has always used: one input
/// named `input` and one output named `results.json`, both `application/json`.
public struct ModelMetadata: Sendable, Equatable {
    /// The model's name: the title of the image, and the name in KServe's paths unless `MODEL_NAME` is set.
    public var name: String
    /// The model's version, for example `1.4.0`.
    public var version: String
    /// Who made it.
    public var author: String
    /// What it does, in one sentence.
    public var summary: String
    /// How it is to be used, in some paragraphs.
    public var details: String
    /// How it works: architecture, data it was trained with.
    public var technical: String
    /// How well it works: metrics and on what they were measured.
    public var performance: String
    /// The inputs that every item must have, at least one.
    public var inputs: [ModelInput]
    /// The outputs that every item gets, at least one.
    public var outputs: [ModelOutput]
    /// What it needs to run.
    public var resources: ModelResources
    /// How long its calls may take.
    public var timeouts: ModelTimeouts
    /// The largest number of items that a batch model is given in one call; 1 for any other model.
    public var batchSize: Int
    /// What else it can do.
    public var features: ModelFeatures

    /// Metadata with the defaults named at ``ModelMetadata``.
    /// - Precondition: there is at least one input and one output, names within each are unique and not empty, and
    ///   `batchSize` is at least 1.
    public init(
        name: String, version: String, author: String = "", summary: String = "", details: String = "",
        technical: String = "", performance: String = "",
        inputs: [ModelInput] = [ModelInput(name: "input")],
        outputs: [ModelOutput] = [ModelOutput(name: "results.json")],
        resources: ModelResources = ModelResources(), timeouts: ModelTimeouts = ModelTimeouts(),
        batchSize: Int = 1, features: ModelFeatures = ModelFeatures()
    ) {
        precondition(!inputs.isEmpty, "a model declares at least one input")
        precondition(!outputs.isEmpty, "a model declares at least one output")
        precondition(Set(inputs.map(\.name)).count == inputs.count, "two inputs have the same name")
        precondition(Set(outputs.map(\.name)).count == outputs.count, "two outputs have the same name")
        precondition(!inputs.contains { $0.name.isEmpty } && !outputs.contains { $0.name.isEmpty }, "a name is empty")
        precondition(batchSize >= 1, "a batch holds at least one item")
        self.name = name
        self.version = version
        self.author = author
        self.summary = summary
        self.details = details
        self.technical = technical
        self.performance = performance
        self.inputs = inputs
        self.outputs = outputs
        self.resources = resources
        self.timeouts = timeouts
        self.batchSize = batchSize
        self.features = features
    }
}
