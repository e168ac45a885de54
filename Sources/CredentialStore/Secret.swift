/// A password or a token. It does not print: whatever shows a value that holds one shows `(secret)` in its place.
///
/// Call ``reveal`` where the text leaves for a registry, a helper or a credentials file, and nowhere else.
public struct Secret: Hashable, Sendable {
    /// The text itself.
    public let reveal: String

    /// The secret `text`.
    public init(_ text: String) {
        reveal = text
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The same for every secret; not even the length is told.
    public var description: String { "(secret)" }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// Nothing to look into, so that `dump` and a debugger's view show no more than ``description``.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
