public import OCISpec

/// What the name of a base image leads to.
public struct BaseRoot: Hashable, Sendable {
    /// The manifest or index.
    public let descriptor: Descriptor
    /// The name in full, with its registry; nil when there is none.
    public let name: String?
    /// Whether the manifest was made up, for an archive of docker's own: nobody else knows its digest.
    let isMadeUp: Bool

    /// The manifest or index `descriptor`, known as `name`.
    public init(_ descriptor: Descriptor, name: String?) {
        self.init(descriptor, name: name, isMadeUp: false)
    }

    init(_ descriptor: Descriptor, name: String?, isMadeUp: Bool) {
        self.descriptor = descriptor
        self.name = name
        self.isMadeUp = isMadeUp
    }
}
