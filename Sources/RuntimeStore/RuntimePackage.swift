/// A dependency that was compiled into a runtime.
public struct RuntimePackage: Hashable, Sendable, Codable {
    /// The package's identity, for example `swift-nio`.
    public let identity: String
    /// The version that was resolved, for example `2.101.2`.
    public let version: String

    /// The package `identity` in its `version`.
    public init(identity: String, version: String) {
        self.identity = identity
        self.version = version
    }
}
