/// Who wants to know of every call, for logs and metrics. Both are called on event loops and must not block.
public struct RPCObserver: Sendable {
    /// A call has arrived; whether it is one of a method of streams.
    public let began: @Sendable (_ isStream: Bool) -> Void
    /// A call that had arrived is over, one way or another.
    public let ended: @Sendable (RPCRecord) -> Void

    /// An observer of calls.
    public init(
        began: @escaping @Sendable (_ isStream: Bool) -> Void = { _ in },
        ended: @escaping @Sendable (RPCRecord) -> Void
    ) {
        self.began = began
        self.ended = ended
    }
}
