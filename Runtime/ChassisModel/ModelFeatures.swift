/// What a model can do beside predicting; told in the Status message and not otherwise used.
public struct ModelFeatures: Sendable, Equatable {
    /// It defends itself against adversarial inputs.
    public var adversarialDefense: Bool
    /// It can be retrained.
    public var retrainable: Bool
    /// The format of its results.
    public var resultsFormat: String
    /// The format in which it tells drift.
    public var driftFormat: String
    /// The format of its explanations.
    public var explanationFormat: String

    /// Nothing unless said otherwise.
    public init(
        adversarialDefense: Bool = false, retrainable: Bool = false, resultsFormat: String = "",
        driftFormat: String = "", explanationFormat: String = ""
    ) {
        self.adversarialDefense = adversarialDefense
        self.retrainable = retrainable
        self.resultsFormat = resultsFormat
        self.driftFormat = driftFormat
        self.explanationFormat = explanationFormat
    }
}
