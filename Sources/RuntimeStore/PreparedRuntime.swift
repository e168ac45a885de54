public import OCISpec
public import SystemPackage

/// A compiled runtime in a store: one relocatable object, and what it takes to link a model against it.
public struct PreparedRuntime: Hashable, Sendable {
    /// What it is for.
    public let key: RuntimeKey
    /// The relocatable object, in the store.
    public let object: FilePath
    /// The digest of the object's bytes.
    public let digest: Digest
    /// The number of the object's bytes.
    public let byteCount: Int64
    /// What linking against the object needs, for example `["-lFoundationEssentials", "-lm"]`.
    public let linkerArguments: [String]
    /// The packages that were compiled in.
    public let packages: [RuntimePackage]

    init(_ record: RuntimeRecord, in folder: FilePath) {
        key = record.key
        object = folder.appending(RuntimeRecord.objectName)
        digest = record.digest
        byteCount = record.byteCount
        linkerArguments = record.linkerArguments
        packages = record.packages
    }
}
