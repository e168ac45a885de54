import ImageAssembly
import OCISpec

/// The blobs of an image in the order in which they go up: what is pointed to before what points to it, so that whatever
/// breaks off, no manifest stands there without its blobs, and no tag without its manifest.
struct PushPlan: Sendable {
    /// Layers, and whatever else is neither configuration nor manifest; in any order.
    let layers: [Blob]
    /// Configurations, in any order.
    let configs: [Blob]
    /// The manifests that the root points to, in the order given.
    let children: [Blob]
    /// The manifest or index that the tags will point to.
    let root: Blob

    /// The plan for `blobs`, the last of which is the root. Of two with one digest the first counts.
    init(_ blobs: [Blob]) {
        guard let root = blobs.last, ManifestKind.isManifest(root.descriptor.mediaType) else {
            preconditionFailure("the last blob of an image is its manifest or index")
        }
        var seen: Set<Digest> = [root.descriptor.digest]
        let others = blobs.dropLast().filter { seen.insert($0.descriptor.digest).inserted }
        self.root = root
        children = others.filter { ManifestKind.isManifest($0.descriptor.mediaType) }
        configs = others.filter { ManifestKind.isConfig($0.descriptor.mediaType) }
        layers = others.filter {
            !ManifestKind.isManifest($0.descriptor.mediaType) && !ManifestKind.isConfig($0.descriptor.mediaType)
        }
    }
}
