package import OCISpec

/// The names of an image layout, in a folder or an archive
/// ([image spec](https://github.com/opencontainers/image-spec/blob/main/image-layout.md)).
package enum LayoutFiles {
    package static let layout = "oci-layout"
    package static let index = "index.json"
    package static let blobs = "blobs"
    package static let blobsSHA256 = "blobs/sha256"
    /// docker's own index, which stands beside the layout's in an archive.
    static let dockerManifest = "manifest.json"

    package static func path(of digest: Digest) -> String { "\(blobsSHA256)/\(digest.hex)" }
}

/// The content of `oci-layout`.
package struct LayoutVersion: Codable {
    package static let known = "1.0.0"

    package var imageLayoutVersion = Self.known

    /// The version that this tool writes.
    package init() {}
}
