import OCISpec
import SystemPackage

/// The names of an image layout, in a folder or an archive
/// ([image spec](https://github.com/opencontainers/image-spec/blob/main/image-layout.md)).
enum LayoutFiles {
    static let layout = "oci-layout"
    static let index = "index.json"
    static let blobs = "blobs"
    static let blobsSHA256 = "blobs/sha256"
    /// docker's own index, which stands beside the layout's in an archive.
    static let dockerManifest = "manifest.json"

    static func path(of digest: Digest) -> String { "\(blobsSHA256)/\(digest.hex)" }
}

/// The content of `oci-layout`.
struct LayoutVersion: Codable {
    static let known = "1.0.0"

    var imageLayoutVersion = Self.known
}
