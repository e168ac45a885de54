/// A machine-learning model that Chassis can serve.
///
/// Conform to ``TypedModel`` when an input decodes to a Swift value and an output encodes from one (the common
/// case), or to ``RawModel`` when the model works on bytes. This protocol holds what the two share; a type that
/// conforms to it alone cannot be served.
///
/// One instance is made when the container starts and answers every request, several at a time: a model that keeps
/// state between predictions must protect it (an actor, a `Mutex`).
public protocol Model: Sendable {
    /// What the model says about itself. It is read before the model is loaded, and never changes.
    static var metadata: ModelMetadata { get }

    /// Loads the model; called once, before the first prediction.
    ///
    /// - Parameter context: finds the files that were packed with the model.
    /// - Throws: anything; the container stays alive, says that it is not ready, and tells the reason in its log, its
    ///   Status and its health.
    init(context: ModelContext) async throws
}
