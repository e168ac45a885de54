/// A value and the line of the file that it was read from.
public struct Located<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The value.
    public let value: Value
    /// The line, counted from 1.
    public let line: Int

    /// `value` as it stands in `line`.
    public init(_ value: Value, line: Int) {
        self.value = value
        self.line = line
    }
}
