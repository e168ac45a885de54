/// A model from a decoded input to an encoded output.
///
/// With one declared input (the default) the JSON of that input decodes to `Input`. With several, `Input` decodes
/// from an object whose keys are the names of the inputs: an input of a JSON media type stands there as its JSON, a
/// `text/…` input as a string, any other as base64 text, which is how `Data` decodes.
///
/// `Output` is encoded to JSON and delivered under the first declared output.
public protocol TypedModel<Input, Output>: Model {
    /// One item to predict from.
    associatedtype Input: Decodable & Sendable
    /// What is predicted from one item.
    associatedtype Output: Encodable & Sendable

    /// Predicts from one item.
    ///
    /// It may compute for as long as it likes: predictions run on threads of their own, and health checks are
    /// answered meanwhile. A long computation should look at `Task.isCancelled` now and then.
    /// - Throws: ``InvalidInput`` when the item is at fault (the caller is told so); anything else counts as a failure
    ///   of the model. Either fails this item only.
    func predict(_ input: Input) async throws -> Output
}
