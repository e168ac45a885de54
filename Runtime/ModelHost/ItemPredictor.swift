import ChassisModel

/// A loaded model of whatever kind, from named bytes to named bytes. It says how items fail, and never throws.
protocol ItemPredictor: Sendable {
    /// As ``ModelHost/predict(_:options:)``.
    func predict(_ items: [NamedBytes], options: PredictionOptions) async -> [ItemOutcome]
    /// As ``ModelHost/explain(_:)``.
    func explain(_ items: [NamedBytes]) async -> [ItemOutcome]
}
