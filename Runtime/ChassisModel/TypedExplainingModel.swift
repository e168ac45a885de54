/// A typed model that can also say why it predicts what it predicts.
public protocol TypedExplainingModel: TypedModel {
    // Named again so that the compiler finds the type in the signature of `explain(_:)`, too.
    associatedtype Input
    /// What explains one prediction.
    associatedtype Explanation: Encodable & Sendable

    /// Explains what ``TypedModel/predict(_:)`` answers for `input`.
    func explain(_ input: Input) async throws -> Explanation
}
