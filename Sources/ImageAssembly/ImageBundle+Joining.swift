public import OCISpec

extension ImageBundle {
    /// One index over `bundles`, in their order, for as many platforms as they have together.
    ///
    /// What stands in an index among them is taken out of it: an index of indexes is more than most engines read. Of two
    /// entries with one digest and one platform one is kept.
    /// - Throws: ``ImageJoinError`` when two images are for one platform, or one names none; an error of the hash.
    public static func index(
        over bundles: [ImageBundle], annotations: [String: String] = [:], created: Timestamp,
        reference: ImageReference? = nil
    ) throws -> ImageBundle {
        var entries: [Descriptor] = []
        for entry in try bundles.flatMap({ try $0.indexEntries }) {
            guard let platform = entry.platform else { throw ImageJoinError.withoutPlatform(entry.digest) }
            if let other = entries.first(where: { $0.platform == platform }) {
                // An attestation is for no platform, and there may be several.
                guard platform.os != "unknown" else {
                    if !entries.contains(entry) { entries.append(entry) }
                    continue
                }
                guard other.digest == entry.digest else {
                    throw ImageJoinError.samePlatform(platform, other.digest, entry.digest)
                }
                continue
            }
            entries.append(entry)
        }
        let index = try Blob.json(
            ImageIndex(manifests: entries, annotations: annotations.isEmpty ? nil : annotations), mediaType: .imageIndex
        )
        let named = Set(entries.map(\.digest))
        var seen: Set<Digest> = []
        let blobs = bundles.flatMap { bundle in
            bundle.blobs.filter { $0.descriptor.digest != bundle.digest || named.contains(bundle.digest) }
        }.filter { seen.insert($0.descriptor.digest).inserted }
        return ImageBundle(
            blobs + [index], platform: nil, created: created, reference: reference,
            dockerImage: bundles.lazy.compactMap(\.dockerImage).first)
    }

    /// What an index over this bundle has in it: the image, or the entries of its own index.
    private var indexEntries: [Descriptor] {
        get throws {
            guard root.descriptor.mediaType.isIndex else {
                var entry = root.descriptor
                entry.platform = platform
                return [entry]
            }
            guard case .bytes(let bytes) = root.content else { return [] }
            return try CanonicalJSON.decode(ImageIndex.self, from: bytes).manifests
        }
    }
}
