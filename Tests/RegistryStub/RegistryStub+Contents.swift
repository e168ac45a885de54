import NIOCore
public import OCISpec

/// What is stored, and what a test puts there without a request.
extension RegistryStub {
    /// The bytes of a blob, of whichever repository; nil when it is not there or its bytes were not kept.
    public func blob(_ digest: Digest) -> [UInt8]? {
        state.withLock { $0.blobs[digest]?.bytes.map { Array($0.readableBytesView) } }
    }

    /// The size of a blob that a repository has; nil when it has not.
    public func blobSize(_ digest: Digest, in repository: String) -> Int? {
        state.withLock { state in
            state.repositories[repository]?.blobs[digest] == nil ? nil : state.blobs[digest]?.size
        }
    }

    /// The manifest under a tag or a digest.
    public func manifest(_ repository: String, _ reference: String) -> StoredManifest? {
        state.withLock { $0.repositories[repository]?.manifest(reference) }
    }

    /// The tags of a repository, sorted.
    public func tags(_ repository: String) -> [String] {
        state.withLock { $0.repositories[repository]?.tags.keys.sorted() ?? [] }
    }

    /// Puts a blob into a repository.
    @discardableResult
    public func add(blob bytes: [UInt8], to repository: String) throws -> Digest {
        let digest = try Digest.of(bytes)
        state.withLock { state in
            state.blobs[digest] = StoredBlob(size: bytes.count, bytes: ByteBuffer(bytes: bytes))
            state.repositories[repository, default: Repository()].blobs[digest] = 0
        }
        return digest
    }

    /// Puts a manifest into a repository, and a tag on it; what it points to is not looked for.
    @discardableResult
    public func add(
        manifest bytes: [UInt8], mediaType: MediaType, to repository: String, tag: String? = nil
    ) throws -> Digest {
        let manifest = StoredManifest(bytes: bytes, mediaType: mediaType, digest: try Digest.of(bytes))
        state.withLock { $0.repositories[repository, default: Repository()].add(manifest, tag: tag) }
        return manifest.digest
    }

    /// Removes a blob from a repository, as a garbage collector does; uploads that were told it is there do not know.
    public func removeBlob(_ digest: Digest, from repository: String) {
        state.withLock { $0.repositories[repository]?.blobs[digest] = nil }
    }

    /// Ends all upload sessions, as a registry that was restarted.
    public func forgetUploads() {
        state.withLock { $0.sessions = [:] }
    }
}
