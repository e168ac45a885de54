/// Why bytes could not be inflated.
public enum InflateError: Error, Equatable, CustomStringConvertible {
    /// There is more than the limit, in bytes; what comes after it was not inflated.
    case tooLarge(limit: Int)
    /// They are not of the format, or damaged: `reason` is what zlib says, for example `incorrect data check`.
    case malformed(reason: String)
    /// They end before the text does.
    case truncated

    /// The reason, in words for whoever sent them.
    public var description: String {
        switch self {
        case .tooLarge(let limit): "there are more than \(limit) bytes in it"
        case .malformed(let reason): "it is damaged: \(reason)"
        case .truncated: "it is cut"
        }
    }
}
