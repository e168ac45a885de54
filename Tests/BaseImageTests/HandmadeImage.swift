import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage

@testable import BaseImage

/// An image made by hand, of which a test changes what it wants wrong before everything is sealed with digests that are
/// right.
struct HandmadeImage {
    /// The uncompressed layers, bottom first.
    var tars: [[UInt8]] = []
    var isGzip = true
    var usesDockerTypes = false
    var platform = Platform.linuxAMD64
    var changeConfig: (inout JSONValue) -> Void = { _ in }
    var changeManifest: (inout JSONValue) -> Void = { _ in }
    var changeBlobs: (inout [Blob]) -> Void = { _ in }

    /// Bytes under the name that leads to them, which may not be theirs.
    struct Blob {
        var digest: Digest
        var bytes: [UInt8]
    }

    /// An image with a layer for each of `layers`.
    init(_ layers: ((TarWriter) throws -> Void)...) throws {
        tars = try layers.map(Self.tar)
    }

    /// The entry for an index, and the blobs: layers, configuration and manifest, in this order.
    func sealed() throws -> (entry: Descriptor, blobs: [Blob]) {
        var blobs: [Blob] = []
        func add(_ bytes: [UInt8], _ type: MediaType) throws -> Descriptor {
            let digest = try Digest.of(bytes)
            blobs.append(Blob(digest: digest, bytes: bytes))
            let mediaType = usesDockerTypes ? type.asDocker ?? type : type
            return Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
        }
        let layers = try tars.map {
            try isGzip ? add(Self.gzip($0), .layerTarGzip) : add($0, .layerTar)
        }
        let config = ImageConfig(
            created: .epoch, platform: platform, config: ContainerConfig(environment: ["PATH": "/usr/bin"]),
            diffIDs: try tars.map { try Digest.of($0) },
            history: tars.map { _ in HistoryEntry(created: .epoch, createdBy: "by hand") })
        var configJSON = try JSONValue(encoding: config)
        changeConfig(&configJSON)
        let configDescriptor = try add(CanonicalJSON.encode(configJSON), .imageConfig)
        var manifest = try JSONValue(encoding: ImageManifest(config: configDescriptor, layers: layers))
        if usesDockerTypes { manifest.set("mediaType", to: .string(MediaType.dockerManifest.rawValue)) }
        changeManifest(&manifest)
        var entry = try add(CanonicalJSON.encode(manifest), .imageManifest)
        entry.platform = platform
        changeBlobs(&blobs)
        return (entry, blobs)
    }

    /// Writes a layout of this image alone, called `name`.
    @discardableResult
    func writeLayout(to folder: FilePath, name: String? = nil) throws -> Descriptor {
        var (entry, blobs) = try sealed()
        entry.annotations = name.map { [Annotation.referenceName: $0] }
        try Self.writeLayout([entry], blobs, to: folder)
        return entry
    }

    /// Writes an archive in docker's own form, as `docker save` wrote it before version 25.
    func writeDockerArchive(
        to file: FilePath, tags: [String] = ["base:v1"], links: [(name: String, target: String)] = [],
        layerNames: [String]? = nil, times: Int = 1
    ) throws {
        let (_, blobs) = try sealed()
        let names = layerNames ?? tars.indices.map { "\($0)/layer.tar" }
        let image: JSONValue = .object([
            "Config": .string("config.json"), "RepoTags": .array(tags.map { .string($0) }),
            "Layers": .array(names.map { .string($0) }),
        ])
        let tar = try Self.tar { tar in
            for (index, bytes) in tars.enumerated() {
                try tar.addFile(
                    "\(index)/layer.tar", bytes: isGzip ? Self.gzip(bytes) : bytes, attributes: Self.plain)
            }
            for link in links { try tar.addSymbolicLink(link.name, target: link.target, attributes: Self.plain) }
            try tar.addFile("config.json", bytes: blobs[tars.count].bytes, attributes: Self.plain)
            try tar.addFile(
                "manifest.json", bytes: CanonicalJSON.encode(Array(repeating: image, count: times)),
                attributes: Self.plain)
        }
        try write(tar, to: file.lastComponent?.string ?? "", in: file.removingLastComponent())
    }

    static let plain = TarAttributes(permissions: 0o755, modificationTime: 7)

    static func writeLayout(_ entries: [Descriptor], _ blobs: [Blob], to folder: FilePath) throws {
        for blob in blobs { try write(blob.bytes, to: LayoutFiles.path(of: blob.digest), in: folder) }
        try write(CanonicalJSON.encode(ImageIndex(manifests: entries)), to: LayoutFiles.index, in: folder)
        try write(CanonicalJSON.encode(LayoutVersion()), to: LayoutFiles.layout, in: folder)
    }

    static func tar(_ body: (TarWriter) throws -> Void) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let tar = try TarWriter { bytes += $0 }
        try body(tar)
        try tar.finish()
        return bytes
    }

    /// A gzip file in which `bytes` are stored as they are, so that the tests depend on no compressor.
    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        func littleEndian(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
        var gzip: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(65535)
            rest = rest.dropFirst(block.count)
            let count = UInt32(block.count)
            gzip += [rest.isEmpty ? 1 : 0] + littleEndian(count | (~count << 16)) + block
        } while !rest.isEmpty
        return gzip + littleEndian(checksum(bytes)) + littleEndian(UInt32(truncatingIfNeeded: bytes.count))
    }

    /// CRC-32, bit by bit.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xedb8_8320 : 0) }
        }
    }
}

extension TarWriter {
    func file(_ path: String, _ text: String = "x") throws {
        try addFile(path, bytes: Array(text.utf8), attributes: HandmadeImage.plain)
    }

    func folder(_ path: String, mode: UInt16 = 0o755, owner: Int64 = 0) throws {
        try addDirectory(
            path, attributes: TarAttributes(permissions: mode, modificationTime: 7, owner: owner, group: owner))
    }

    func link(_ path: String, to target: String) throws {
        try addSymbolicLink(path, target: target, attributes: HandmadeImage.plain)
    }
}

extension JSONValue {
    /// Replaces the value under `path`, or removes it.
    mutating func set(_ path: String..., to value: JSONValue?) { set(path[...], to: value) }

    private mutating func set(_ path: ArraySlice<String>, to value: JSONValue?) {
        guard let key = path.first, case .object(var members) = self else { return }
        if path.count == 1 {
            members[key] = value
        } else {
            members[key]?.set(path.dropFirst(), to: value)
        }
        self = .object(members)
    }
}
