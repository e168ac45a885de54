import ImageAssembly
import OCISpec
import RegistryStub

/// An image with layers of a test's choice. Registries do not look into layers, so any bytes will do.
struct SampleImage {
    let layers: [Blob]
    let config: Blob
    let manifest: Blob

    var blobs: [Blob] { layers + [config, manifest] }
    var digest: Digest { manifest.descriptor.digest }

    init(layers: [[UInt8]] = [SampleImage.bytes(1000, seed: 1), SampleImage.bytes(2000, seed: 2)]) throws {
        try self.init(blobs: layers.map { try Blob($0, mediaType: .layerTarGzip) })
    }

    init(blobs: [Blob]) throws {
        layers = blobs
        config = try Blob(
            Array(#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#.utf8),
            mediaType: .imageConfig)
        manifest = try Blob(
            CanonicalJSON.encode(ImageManifest(config: config.descriptor, layers: blobs.map(\.descriptor))),
            mediaType: .imageManifest)
    }

    /// Bytes that look random and are the same each time.
    static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        var bytes = [UInt8](repeating: 0, count: (count + 7) / 8 * 8)
        bytes.withUnsafeMutableBytes { buffer in
            for offset in stride(from: 0, to: buffer.count, by: 8) {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                buffer.storeBytes(of: state, toByteOffset: offset, as: UInt64.self)
            }
        }
        return Array(bytes[..<count])
    }
}
