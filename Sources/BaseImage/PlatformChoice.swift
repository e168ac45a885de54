import OCISpec

/// The walk from the roots of a base to the manifest for one platform.
struct PlatformChoice {
    /// How many indexes may lead to each other; one within another is rare already.
    static let depthMax = 4

    /// A manifest that may be the one.
    private struct Candidate {
        let root: BaseRoot
        let descriptor: Descriptor
        let platform: Platform
    }

    let loader: BaseLoader

    /// The manifest for `wanted`, what led to it, and the root where that began.
    func choose(for wanted: Platform) async throws -> (root: BaseRoot, descriptor: Descriptor, manifest: BaseManifest) {
        let roots = try await loader.fetcher.roots()
        // One image alone need not say what it is for: its configuration does, and is compared later.
        if roots.count == 1, roots[0].descriptor.mediaType.isManifest {
            return (roots[0], roots[0].descriptor, try await manifest(roots[0].descriptor))
        }
        var candidates: [Candidate] = []
        for root in roots {
            try await collect(root.descriptor, from: root, depth: 0, into: &candidates)
        }
        guard let best = PlatformMatch.best(of: candidates.map(\.platform), for: wanted) else {
            var seen: Set<Platform> = []
            let offered = candidates.map(\.platform).filter { seen.insert($0).inserted }
            throw loader.problem(.noPlatform(wanted: wanted, offered: offered.map(\.description)))
        }
        let (root, descriptor) = (candidates[best].root, candidates[best].descriptor)
        return (root, descriptor, try await manifest(descriptor))
    }

    private func manifest(_ descriptor: Descriptor) async throws -> BaseManifest {
        var manifest = try await loader.document(BaseManifest.self, descriptor)
        manifest.mediaType = descriptor.mediaType
        return manifest
    }

    private func collect(
        _ descriptor: Descriptor, from root: BaseRoot, depth: Int, into candidates: inout [Candidate]
    ) async throws {
        guard depth <= Self.depthMax else {
            throw loader.problem(
                .damagedDocument(descriptor.digest, reason: "more than \(Self.depthMax) indexes lead to each other"))
        }
        guard !isBesideTheImage(descriptor) else { return }
        switch descriptor.mediaType {
        case let type where type.isSchema1: throw loader.problem(.schema1)
        case let type where type.isIndex:
            for entry in try await loader.document(IndexEntries.self, descriptor).manifests {
                try await collect(entry, from: root, depth: depth + 1, into: &candidates)
            }
        case let type where type.isManifest:
            let platform = try await platform(of: descriptor)
            candidates.append(Candidate(root: root, descriptor: descriptor, platform: platform))
        // An index may list what is no image, and a client passes over it; but what a name leads to must be one.
        case let type where depth == 0: throw loader.problem(.unknownMediaType(descriptor.digest, type))
        default: break
        }
    }

    private func platform(of descriptor: Descriptor) async throws -> Platform {
        if let platform = descriptor.platform { return platform }
        return try await loader.config(manifest(descriptor).config).platform
    }

    /// What builders put beside an image: attestations, for a platform that there is not, and artifacts.
    private func isBesideTheImage(_ descriptor: Descriptor) -> Bool {
        descriptor.platform?.os == "unknown" || descriptor.platform?.architecture == "unknown"
            || descriptor.annotations?["vnd.docker.reference.type"] != nil
            || ![nil, .imageConfig].contains(descriptor.artifactType)
    }
}

/// The entries of an index, OCI's or docker's.
private struct IndexEntries: Decodable {
    let manifests: [Descriptor]
}
