import ChassisModel

/// Answers the items of a request together with those of other requests; see ``Batcher``.
protocol BatchingPredictor: Sendable {
    /// Takes a place for a request, which ``predict(_:options:)`` gives back; false when too many wait.
    func takePlace() -> Bool

    /// As ``ModelHost/predict(_:options:)``, without explanations; called once for each place taken.
    func predict(_ items: [NamedBytes], options: PredictionOptions) async -> [ItemOutcome]
}
