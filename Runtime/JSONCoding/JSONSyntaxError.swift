/// Why bytes are not JSON.
public enum JSONSyntaxError: Error, Equatable, CustomStringConvertible {
    /// They are not UTF-8, in which JSON is written (RFC 8259, section 8.1).
    case notUTF8
    /// The byte at `offset`, counted from 0, is not what may stand there.
    case unexpectedByte(offset: Int, expected: String)
    /// They end where more is needed.
    case endsTooSoon(expected: String)
    /// Arrays and objects nest deeper than ``JSONDocument/depthMax``.
    case tooDeep

    /// What is wrong, and where.
    public var description: String {
        switch self {
        case .notUTF8: "it is not UTF-8"
        case .unexpectedByte(let offset, let expected): "expected \(expected) at byte \(offset)"
        case .endsTooSoon(let expected): "it ends where \(expected) is expected"
        case .tooDeep: "it nests deeper than \(JSONDocument.depthMax) levels"
        }
    }
}
