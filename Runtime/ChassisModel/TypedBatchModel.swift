/// A typed model that predicts from several items in one call.
///
/// It is given at most ``ModelMetadata/batchSize`` items at a time. When a batch throws, or returns another number of
/// outputs than it was given inputs, its items are tried again one by one, so that one bad item fails alone.
public protocol TypedBatchModel: TypedModel {
    // Named again so that the compiler finds both types in the signature of `predict(batch:)`.
    associatedtype Input
    associatedtype Output

    /// Predicts from `batch`: the output at an index belongs to the input at that index.
    func predict(batch: [Input]) async throws -> [Output]
}

extension TypedBatchModel {
    /// A batch of one.
    public func predict(_ input: Input) async throws -> Output {
        let outputs = try await predict(batch: [input])
        guard outputs.count == 1 else { throw BatchCountMismatch(inputs: 1, outputs: outputs.count) }
        return outputs[0]
    }
}
