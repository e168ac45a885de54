/// A model that can be asked, and the threads on which it is asked.
struct LoadedModel: Sendable {
    /// Answers a request that has its slot.
    let predictor: any ItemPredictor
    /// The same, but leaves no trace in log and metrics.
    let quietPredictor: any ItemPredictor
    /// Answers requests together, if the model takes batches and the limits allow them to wait for each other.
    let batching: (any BatchingPredictor)?
    /// Where all of them run.
    let executor: PredictionExecutor
}
