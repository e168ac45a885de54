/// What a request wants beside the prediction.
public struct PredictionOptions: Sendable, Equatable {
    /// Add an explanation to each item, as JSON under the key `explanation`.
    public var explain: Bool
    /// Add what the model says about drift, as JSON under the key `drift`.
    public var detectDrift: Bool

    /// Nothing beside the prediction unless said otherwise.
    public init(explain: Bool = false, detectDrift: Bool = false) {
        self.explain = explain
        self.detectDrift = detectDrift
    }
}
