/// Why a model has no prediction for one item; the other items of the call have theirs.
public struct ItemFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the server says about it.
    public let message: String

    /// A failure for the reason `message`.
    public init(message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
