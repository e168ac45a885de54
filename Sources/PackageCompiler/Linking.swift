/// How an executable gets the C libraries that it needs; Swift's own libraries are always in it.
public enum Linking: String, Hashable, Sendable, CaseIterable, Codable {
    /// Everything is in the executable, which needs no other file.
    case `static`
    /// C libraries stay files of their own, which a loader finds when the executable starts.
    case shared
}
