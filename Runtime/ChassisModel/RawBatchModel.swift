/// A raw model that predicts from several items in one call; see ``TypedBatchModel`` for the rules.
public protocol RawBatchModel: RawModel {
    /// Predicts from `batch`: the output at an index belongs to the input at that index.
    func predict(batch: [NamedBytes]) async throws -> [NamedBytes]
}

extension RawBatchModel {
    /// A batch of one.
    public func predict(_ input: NamedBytes) async throws -> NamedBytes {
        let outputs = try await predict(batch: [input])
        guard outputs.count == 1 else { throw BatchCountMismatch(inputs: 1, outputs: outputs.count) }
        return outputs[0]
    }
}
