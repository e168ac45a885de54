/// The name of an image: `digits:v1`, `ghcr.io/team/digits:v1`, `registry:5000/digits@sha256:…`.
///
/// The grammar is the [distribution spec's](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests).
/// As for docker and podman, what stands before the first slash is a registry only when it has a `.` or a `:` in it or
/// is `localhost`.
public struct ImageReference: Hashable, Sendable, CustomStringConvertible {
    /// The registry, with its port where it has one; nil when the reference names none.
    public let registry: String?
    /// The name within the registry, without tag and digest, as it was written: `digits`, `team/digits`.
    public let repository: String
    /// The tag; `latest` when neither tag nor digest was written, nil when a digest stands alone.
    public let tag: String?
    /// The digest after `@`.
    public let digest: Digest?

    /// Reads a reference as a user writes it.
    /// - Throws: ``ImageReferenceError``, naming the first rule that the text breaks.
    public init(parsing text: String) throws(ImageReferenceError) {
        guard !text.isEmpty else { throw .empty }
        guard !text.contains("://") else { throw .scheme(text) }
        let (named, digest) = try Self.splitDigest(text)
        let (name, tag) = try Self.splitTag(named, in: text)
        let (registry, repository) = Self.splitRegistry(name)
        if let registry, !ReferenceGrammar.isRegistry(registry) { throw .malformedRegistry(text, registry: registry) }
        guard !repository.isEmpty else { throw .missingRepository(text) }
        guard repository == repository.lowercased() else { throw .upperCase(text, repository: repository) }
        guard ReferenceGrammar.isRepository(repository) else {
            throw .malformedRepository(text, repository: repository)
        }
        self.registry = registry
        self.repository = repository
        self.tag = tag ?? (digest == nil ? "latest" : nil)
        self.digest = digest
        let length = qualifiedName.utf8.count
        guard length <= ReferenceGrammar.nameLengthMax else { throw .tooLong(text, characters: length) }
    }

    /// What the user wrote, with the tag `latest` where there was neither tag nor digest.
    public var description: String {
        (registry.map { "\($0)/" } ?? "") + repository + suffix
    }

    /// The name in full: `docker.io/library/digits:latest` for `digits`.
    ///
    /// Loaded under this name, an image answers to `docker run digits` and to `podman run digits`.
    public var fullyQualified: String { qualifiedName + suffix }

    /// The name in full with its tag and without a digest, under which an engine stores an image that it loads; nil when
    /// a digest stands alone.
    public var fullyQualifiedTag: String? { tag.map { "\(qualifiedName):\($0)" } }

    /// Registry and repository in full, without tag and digest.
    private var qualifiedName: String {
        switch registry {
        case nil, "docker.io", "index.docker.io":
            "docker.io/" + (repository.contains("/") ? repository : "library/\(repository)")
        case let registry?: "\(registry)/\(repository)"
        }
    }

    private var suffix: String {
        (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }
}

extension ImageReference {
    private static func splitDigest(_ text: String) throws(ImageReferenceError) -> (String, Digest?) {
        guard let at = text.firstIndex(of: "@") else { return (text, nil) }
        do {
            return (String(text[..<at]), try Digest(parsing: String(text[text.index(after: at)...])))
        } catch {
            throw .malformedDigest(text, error)
        }
    }

    /// A colon before the last slash belongs to a port, so the tag is looked for after it.
    private static func splitTag(
        _ name: String, in text: String
    ) throws(ImageReferenceError) -> (String, tag: String?) {
        let last = name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex
        guard let colon = name[last...].firstIndex(of: ":") else { return (name, nil) }
        let tag = String(name[name.index(after: colon)...])
        guard tag.utf8.count <= ReferenceGrammar.tagLengthMax else {
            throw .tagTooLong(text, characters: tag.utf8.count)
        }
        guard ReferenceGrammar.isTag(tag) else { throw .malformedTag(text, tag: tag) }
        return (String(name[..<colon]), tag)
    }

    private static func splitRegistry(_ name: String) -> (registry: String?, repository: String) {
        guard let slash = name.firstIndex(of: "/") else { return (nil, name) }
        let first = String(name[..<slash])
        guard first == "localhost" || first.contains(".") || first.contains(":") else { return (nil, name) }
        return (first, String(name[name.index(after: slash)...]))
    }
}
