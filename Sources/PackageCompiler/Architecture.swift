/// A processor, by the name that images use for it.
public enum Architecture: String, Hashable, Sendable {
    /// 64-bit Intel and AMD.
    case amd64
    /// 64-bit ARM.
    case arm64
}
