import OCISpec

/// What the parts of an exported runtime are. The artifact's type has the version of the whole format in it.
extension MediaType {
    /// The artifact.
    static let runtime = MediaType(rawValue: "application/vnd.chassis.runtime.v1")
    /// The configuration: the record of the runtime.
    static let runtimeConfig = MediaType(rawValue: "application/vnd.chassis.runtime.config.v1+json")
    /// The one layer: the object, compressed with gzip.
    static let runtimeObject = MediaType(rawValue: "application/vnd.chassis.runtime.object.v1+gzip")

    /// Whether this is the type of such an artifact, in any version.
    var isRuntimeOfSomeVersion: Bool { rawValue.hasPrefix("application/vnd.chassis.runtime.v") }
}
