/// Why one item has no outputs. The other items of its request are not affected.
public struct ItemFailure: Error, Equatable, CustomStringConvertible {
    /// Who is at fault.
    public enum Cause: Sendable, Equatable {
        /// The item: a key missing or unknown, too large, not decodable, or the model threw ``InvalidInput``.
        case invalidInput
        /// The model: it threw, or returned something it did not declare.
        case model
        /// The request asked for something this model does not do, such as explaining.
        case unsupported
    }

    /// Who is at fault.
    public let cause: Cause
    /// What went wrong, in words for the caller.
    public let message: String

    /// A failure with a message for the caller.
    public init(_ cause: Cause, _ message: String) {
        self.cause = cause
        self.message = message
    }

    /// The message alone.
    public var description: String { message }
}
