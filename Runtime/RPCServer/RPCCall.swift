/// What is known of a call beside its messages.
public struct RPCCall: Sendable {
    /// When the client stops waiting; the task of the call is cancelled then.
    public let deadline: ContinuousClock.Instant?
    /// The client's address, for logs.
    public let peer: String
}
