import OCISpec
import SystemPackage

/// The files of an OCI layout, in a folder or in an archive.
protocol LayoutStore: Sendable {
    /// The base as the user named it, for messages.
    var source: String { get }

    /// The small file `name`, a path in the layout; nil when it is not there.
    func document(_ name: String) throws -> [UInt8]?

    /// A file with the bytes of the blob `digest`; nil when it is not there.
    func blob(_ digest: Digest) throws -> FilePath?
}

extension LayoutStore {
    /// The file `name`, decoded; nil when it is not there.
    func decoded<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value? {
        guard let bytes = try document(name) else { return nil }
        do {
            return try CanonicalJSON.decode(type, from: bytes)
        } catch {
            throw BaseError(source, .notAnImage(reason: "`\(name)` is not the JSON that belongs there"))
        }
    }
}
