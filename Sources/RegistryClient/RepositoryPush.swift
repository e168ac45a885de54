import ImageAssembly
import OCISpec

/// The push of one image to one repository.
struct RepositoryPush {
    /// How often blobs that a registry denies to have are looked at again before that is the answer.
    static let repairsMax = 4
    /// The first of these, in which a blob that was just sent is not sent again.
    static let patientRepairs = 2

    let plan: PushPlan
    let api: RegistryAPI
    /// The tags to set; none when the image is pushed by its digest alone.
    let tags: [String]
    /// Repositories of the same registry from which layers may be mounted.
    let mountFrom: [String]
    let options: RegistryOptions
    let memory: TransferMemory
    let patience: Patience
    let report: @Sendable (TransferEvent) -> Void
    private let sent = SentBytes()

    init(
        plan: PushPlan, api: RegistryAPI, tags: [String], mountFrom: [String], options: RegistryOptions,
        memory: TransferMemory, patience: Patience, report: @escaping @Sendable (TransferEvent) -> Void
    ) {
        self.plan = plan
        self.api = api
        self.tags = tags
        self.mountFrom = mountFrom
        self.options = options
        self.memory = memory
        self.patience = patience
        self.report = report
    }

    func run() async throws -> PushResult.Place {
        let missing = try await tagsToSet()
        let isThere = missing.isEmpty && !tags.isEmpty
        guard !isThere else { return place(outcomes: [:]) }
        // By its digest alone, an image that is there is all that was asked for.
        if tags.isEmpty, try await hasManifest(plan.root) { return place(outcomes: [:]) }
        var outcomes = try await upload(plan.layers)
        outcomes.merge(try await upload(plan.configs)) { first, _ in first }
        for child in plan.children {
            outcomes[child.descriptor.digest] = try await put(child, after: outcomes)
        }
        outcomes[plan.root.descriptor.digest] = try await putRoot(tags: missing, after: outcomes)
        memory.note(
            (plan.layers + plan.configs).map(\.descriptor.digest), host: api.host.name, repository: api.repository)
        return place(outcomes: outcomes)
    }

    private func place(outcomes: [Digest: BlobOutcome]) -> PushResult.Place {
        PushResult.Place(repository: api.place, tags: tags, outcomes: outcomes, bytesSent: sent.total)
    }

    /// The tags that do not point to the image yet.
    private func tagsToSet() async throws -> [String] {
        var missing: [String] = []
        for tag in tags where try await api.manifestDigest(tag) != plan.root.descriptor.digest { missing.append(tag) }
        return missing
    }

    // MARK: Blobs

    /// Brings blobs there, some at once. The first failure ends them all.
    private func upload(_ blobs: [Blob]) async throws -> [Digest: BlobOutcome] {
        try await withThrowingTaskGroup(of: (Digest, BlobOutcome).self) { group in
            var outcomes: [Digest: BlobOutcome] = [:]
            var waiting = blobs[...]
            for blob in waiting.prefix(max(1, options.parallelUploads)) {
                group.addTask { (blob.descriptor.digest, try await upload(of: blob).run()) }
            }
            waiting = waiting.dropFirst(max(1, options.parallelUploads))
            while let (digest, outcome) = try await group.next() {
                outcomes[digest] = outcome
                guard let blob = waiting.popFirst() else { continue }
                group.addTask { (blob.descriptor.digest, try await upload(of: blob).run()) }
            }
            return outcomes
        }
    }

    private func upload(of blob: Blob) -> BlobUpload {
        let digest = blob.descriptor.digest
        let seen = memory.repositories(with: digest, host: api.host.name, otherThan: api.repository)
        let candidates =
            ManifestKind.isConfig(blob.descriptor.mediaType) ? [] : seen + mountFrom.filter { !seen.contains($0) }
        let rules = ChunkRules(
            wholeBytesMax: options.monolithicBytesMax, pieceBytes: options.chunkBytes,
            lessons: memory.lessons(of: api.host.name))
        return BlobUpload(
            blob: blob, api: api, patience: patience, memory: memory, rules: rules, mountFrom: candidates, sent: sent,
            report: report)
    }

    // MARK: Manifests

    private func hasManifest(_ manifest: Blob) async throws -> Bool {
        let digest = manifest.descriptor.digest
        return try await api.manifestDigest("\(digest)") == digest
    }

    /// Puts a manifest under its digest, unless it is there.
    private func put(_ manifest: Blob, after outcomes: [Digest: BlobOutcome]) async throws -> BlobOutcome {
        guard try await !hasManifest(manifest) else {
            report(.ended(manifest.descriptor.digest, .present))
            return .present
        }
        _ = try await put(manifest, tags: [], after: outcomes)
        return .uploaded
    }

    /// Puts the root under its digest, and then the tags on it. Some registries do both at once.
    private func putRoot(tags: [String], after outcomes: [Digest: BlobOutcome]) async throws -> BlobOutcome {
        var left = tags
        let isPresent = try await hasManifest(plan.root)
        if isPresent {
            report(.ended(plan.root.descriptor.digest, .present))
        } else {
            let done = try await put(plan.root, tags: tags, after: outcomes).tags
            left.removeAll { done.contains($0) }
        }
        for tag in left { try await set(tag, after: outcomes) }
        return isPresent ? .present : .uploaded
    }

    private func put(
        _ manifest: Blob, tags: [String], after outcomes: [Digest: BlobOutcome]
    ) async throws -> RegistryAPI.PutManifest {
        let descriptor = manifest.descriptor
        let bytes = try manifest.bytesInMemory()
        report(.began(descriptor))
        let answer = try await repairing(outcomes) {
            try await api.putManifest(bytes, descriptor.mediaType, as: "\(descriptor.digest)", tags: tags)
        }
        guard answer.isDone else { throw refusal(answer, of: descriptor) }
        if let subject = ManifestSubject(bytes, descriptor), !answer.hasNotedSubject {
            try await api.addReferrer(subject.referrer, to: subject.subject)
        }
        report(.ended(descriptor.digest, .uploaded))
        return answer
    }

    /// Lets a tag point to the root.
    private func set(_ tag: String, after outcomes: [Digest: BlobOutcome]) async throws {
        let root = plan.root
        let bytes = try root.bytesInMemory()
        let answer = try await repairing(outcomes) {
            try await api.putManifest(bytes, root.descriptor.mediaType, as: tag)
        }
        guard !answer.isDone else { return }
        // Another push may have been faster, or the registry may not want to hear twice what it knows.
        let existing = try await api.manifestDigest(tag)
        if existing == root.descriptor.digest { return }
        let says = (answer.body.codes + [answer.body.reason ?? ""]).joined(separator: " ").lowercased()
        if answer.status == 409 || [400, 403].contains(answer.status) && says.contains("immutable") {
            throw RegistryError.immutableTag(host: api.host.name, tag: tag, existing: existing)
        }
        throw refusal(answer, of: root.descriptor)
    }

    /// Puts a manifest; when the registry does not know what the manifest points to, looks at all blobs again, sends what
    /// is missing, and tries once more. A registry may be slow to see a blob, or have thrown one away that it said it had.
    private func repairing(
        _ outcomes: [Digest: BlobOutcome], _ put: () async throws -> RegistryAPI.PutManifest
    ) async throws -> RegistryAPI.PutManifest {
        var repairs = 0
        while true {
            let answer = try await put()
            let unknown = ["MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN", "MANIFEST_UNKNOWN"]
            guard !answer.isDone, answer.body.codes.contains(where: unknown.contains), repairs < Self.repairsMax else {
                return answer
            }
            repairs += 1
            guard try await patience.wait(after: .status(answer.status, after: nil), failures: repairs) else {
                return answer
            }
            try await repair(outcomes, attempt: repairs)
        }
    }

    /// Sends the blobs that are not there. What this push has just sent is waited for at first, and only looked at.
    private func repair(_ outcomes: [Digest: BlobOutcome], attempt: Int) async throws {
        let blobs = plan.layers + plan.configs
        let fresh = blobs.filter { outcomes[$0.descriptor.digest] == .uploaded && attempt <= Self.patientRepairs }
        for blob in fresh { _ = try await api.hasBlob(blob.descriptor) }
        _ = try await upload(blobs.filter { !fresh.contains($0) })
    }

    private func refusal(_ answer: RegistryAPI.PutManifest, of manifest: Descriptor) -> RegistryError {
        if let feature = ManifestFeature(of: manifest), Self.mayMean(feature, answer) {
            return .featureRefused(host: api.host.name, feature: feature, reason: answer.body.reason)
        }
        return .refused(
            host: api.host.name, action: "take the manifest", status: answer.status, codes: answer.body.codes,
            reason: answer.body.reason)
    }

    /// Whether a refusal may mean that the registry does not know what the manifest is. Of an image that has to be said in
    /// so many words: much else can be wrong with one.
    private static func mayMean(_ feature: ManifestFeature, _ answer: RegistryAPI.PutManifest) -> Bool {
        let codes = answer.body.codes
        guard codes.allSatisfy(["MANIFEST_INVALID", "UNSUPPORTED", "UNKNOWN"].contains) else { return false }
        return answer.status == 415
            || answer.status == 400 && (feature != .image || !codes.isEmpty && codes != ["UNKNOWN"])
    }
}
