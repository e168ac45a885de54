import OCISpec
import ProjectConfig

/// What `runtime.json` says of the object beside it. The same bytes are the configuration of an exported runtime, so
/// nothing in them depends on where the store is.
struct RuntimeRecord: Hashable {
    /// The object's name in the folder of a runtime.
    static let objectName = "runtime.o"
    /// The record's name in the folder of a runtime.
    static let fileName = "runtime.json"
    /// The version that this code writes, and the only one that it reads.
    static let formatVersion = 1
    /// The largest record or other document that is read: a real one has some kilobytes.
    static let documentBytesMax: Int64 = 4 << 20
    /// The largest object: a real one has some tens of megabytes.
    static let objectBytesMax: Int64 = 1 << 30

    let key: RuntimeKey
    let digest: Digest
    let byteCount: Int64
    let linkerArguments: [String]
    let packages: [RuntimePackage]

    init(key: RuntimeKey, digest: Digest, byteCount: Int64, linkerArguments: [String], packages: [RuntimePackage]) {
        self.key = key
        self.digest = digest
        self.byteCount = byteCount
        self.linkerArguments = linkerArguments
        self.packages = packages
    }

    init(_ runtime: PreparedRuntime) {
        self.init(
            key: runtime.key, digest: runtime.digest, byteCount: runtime.byteCount,
            linkerArguments: runtime.linkerArguments, packages: runtime.packages)
    }
}

extension RuntimeRecord {
    /// Why bytes are no record.
    enum Problem: Error, Equatable {
        /// Another version of this tool wrote it.
        case version(Int)
        /// It is not the JSON that it should be, for a reason that ends a sentence.
        case malformed(String)
    }

    /// A ``RuntimeKey`` as it stands in JSON. The name of a runtime is a hash of this: a change is a new format version.
    struct Key: Codable {
        /// The name of a ``ServerVariant``.
        var interface: String
        var options: [String]
        var sources: Digest
        var toolchain: String
    }

    private struct Document: Codable {
        var formatVersion: Int
        var key: Key
        var digest: Digest
        var byteCount: Int64
        var linkerArguments: [String]
        var packages: [RuntimePackage]
    }

    private struct Version: Codable {
        var formatVersion: Int
    }

    /// The canonical JSON of the record.
    func encoded() throws -> [UInt8] {
        let key = Key(
            interface: key.variant.name, options: key.options, sources: key.sources, toolchain: key.toolchain)
        return try CanonicalJSON.encode(
            Document(
                formatVersion: Self.formatVersion, key: key, digest: digest, byteCount: byteCount,
                linkerArguments: linkerArguments, packages: packages))
    }

    /// Reads a record that anybody may have written.
    init(decoding bytes: [UInt8]) throws(Problem) {
        let version = try Self.decode(Version.self, from: bytes).formatVersion
        guard version == Self.formatVersion else { throw .version(version) }
        let document = try Self.decode(Document.self, from: bytes)
        guard let variant = ServerVariant(name: document.key.interface) else {
            throw .malformed("it names the unknown server `\(document.key.interface)`")
        }
        guard 0...Self.objectBytesMax ~= document.byteCount else {
            throw .malformed("it names an object of \(document.byteCount) bytes")
        }
        do {
            key = try RuntimeKey(
                toolchain: document.key.toolchain, variant: variant, options: document.key.options,
                sources: document.key.sources)
        } catch {
            throw .malformed("\(error)")
        }
        digest = document.digest
        byteCount = document.byteCount
        linkerArguments = document.linkerArguments
        packages = document.packages
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws(Problem) -> Value {
        do {
            return try CanonicalJSON.decode(type, from: bytes)
        } catch {
            throw .malformed("it is not the JSON of a runtime")
        }
    }
}
