/// How an executable is to get the C libraries that it needs; Swift's own libraries are always in it.
public enum LinkingChoice: String, Hashable, Sendable, CaseIterable {
    /// Statically where that is possible, and shared where it is not.
    case auto
    /// Statically, or not at all.
    case `static`
    /// As files of their own.
    case shared

    /// The values that a flag or a file may hold, for messages: `auto, static or shared`.
    public static var allowedValues: String { "auto, static or shared" }
}
