/// The item is at fault, not the model: throw it from `predict` when a value is missing, out of range or malformed.
///
/// The caller reads ``reason`` and can mend the request; over HTTP it is a 400, not a 500.
public struct InvalidInput: Error, Equatable, CustomStringConvertible {
    /// What is wrong and what would be right, in words for the caller.
    public let reason: String

    /// An error that tells the caller `reason`.
    public init(_ reason: String) {
        self.reason = reason
    }

    /// The reason alone.
    public var description: String { reason }
}
