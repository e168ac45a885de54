import Compression
import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage

@testable import RuntimeStore

/// An exported runtime made by hand, of which a test changes what it wants wrong before everything is sealed with
/// digests that are right.
struct HandmadeArchive {
    var layout = #"{"imageLayoutVersion":"1.0.0"}"#
    var record: [UInt8]
    var layer: [UInt8]
    var artifactType: MediaType? = .runtime
    var configType = MediaType.runtimeConfig
    var layerType = MediaType.runtimeObject
    var entryType = MediaType.imageManifest
    var layerCount = 1
    var entryCount = 1
    /// Changes descriptors of the layer after they were made.
    var changeLayer: (inout Descriptor) -> Void = { _ in }
    /// Changes the list of entries before the archive is written.
    var changeEntries: (inout [(name: String, bytes: [UInt8])]) -> Void = { _ in }

    /// The archive of an object and a record of it that `change` has changed.
    init(object: [UInt8] = Fixture.object, change: (inout JSONValue) -> Void = { _ in }) throws {
        let record = RuntimeRecord(
            key: try Fixture.key(), digest: try Digest.of(object), byteCount: Int64(object.count),
            linkerArguments: Fixture.linkerArguments, packages: Fixture.packages)
        var json = try CanonicalJSON.decode(JSONValue.self, from: record.encoded())
        change(&json)
        self.record = try CanonicalJSON.encode(json)
        layer = try Self.gzip(object)
    }

    static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        var compressed: [UInt8] = []
        let stream = try LayerStream(compression: .gzip) { compressed += $0 }
        try bytes.withUnsafeBytes { try stream.write($0) }
        _ = try stream.finish()
        return compressed
    }

    func entries() throws -> [(name: String, bytes: [UInt8])] {
        let config = try descriptor(record, configType)
        var layerDescriptor = try descriptor(layer, layerType)
        changeLayer(&layerDescriptor)
        let manifest = try CanonicalJSON.encode(
            ImageManifest(
                artifactType: artifactType, config: config,
                layers: Array(repeating: layerDescriptor, count: layerCount)))
        let entry = try descriptor(manifest, entryType)
        let index = try CanonicalJSON.encode(ImageIndex(manifests: Array(repeating: entry, count: entryCount)))
        var entries: [(name: String, bytes: [UInt8])] = [
            ("oci-layout", Array(layout.utf8)), ("index.json", index),
            (LayoutFiles.path(of: entry.digest), manifest), (LayoutFiles.path(of: config.digest), record),
            (LayoutFiles.path(of: layerDescriptor.digest), layer),
        ]
        changeEntries(&entries)
        return entries
    }

    /// Writes the archive as `name` into `folder`.
    func write(as name: String = "runtime.tar", to folder: FilePath) throws -> FilePath {
        try writeArchive(entries(), as: name, to: folder)
    }

    private func descriptor(_ bytes: [UInt8], _ mediaType: MediaType) throws -> Descriptor {
        Descriptor(mediaType: mediaType, digest: try Digest.of(bytes), size: Int64(bytes.count))
    }
}

/// Writes an archive of files, in this order, as `name` into `folder`.
func writeArchive(
    _ entries: [(name: String, bytes: [UInt8])], as name: String = "runtime.tar", to folder: FilePath,
    more: (TarWriter) throws -> Void = { _ in }
) throws -> FilePath {
    var bytes: [UInt8] = []
    let attributes = TarAttributes(permissions: 0o644, modificationTime: 0)
    let tar = try TarWriter { bytes += $0 }
    for entry in entries { try tar.addFile(entry.name, bytes: entry.bytes, attributes: attributes) }
    try more(tar)
    try tar.finish()
    return try write(bytes, to: name, in: folder)
}

/// The files of an archive, in their order.
func archiveEntries(_ file: FilePath) throws -> [(name: String, bytes: [UInt8])] {
    let tar = try TarReader(file)
    var entries: [(String, [UInt8])] = []
    while let entry = try tar.next() {
        guard entry.kind == .file else { continue }
        var bytes: [UInt8] = []
        try tar.forEachPiece { bytes += $0 }
        entries.append((entry.path, bytes))
    }
    return entries
}

extension JSONValue {
    /// Replaces the value under `key`, or below it that under `second`.
    mutating func set(_ key: String, _ second: String? = nil, to value: JSONValue) {
        guard case .object(var members) = self else { return }
        if let second {
            members[key]?.set(second, to: value)
        } else {
            members[key] = value
        }
        self = .object(members)
    }
}
