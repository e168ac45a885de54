/// TLS was asked for and is not possible.
public enum TLSError: Error, Equatable, CustomStringConvertible {
    /// Another TLS setting makes this one necessary.
    case missingSetting(String)
    /// A file cannot be read, for the reason that the system gives.
    case unreadable(path: String, reason: String)
    /// A file does not hold what it should.
    case malformed(path: String, expected: String)
    /// The key is not that of the first certificate.
    case mismatch(certificates: String, key: String)
    /// TLS itself refuses what the files say.
    case refused(reason: String)

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .missingSetting(let name): "\(name) is not set; TLS needs both TLS_CERT_FILE and TLS_KEY_FILE"
        case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
        case .malformed(let path, let expected): "\(path) is not \(expected)"
        case .mismatch(let certificates, let key):
            "the key in \(key) is not that of the first certificate in \(certificates); give the two of one pair"
        case .refused(let reason): "TLS cannot be set up: \(reason)"
        }
    }
}
