/// The configuration of an image that others made, edited as JSON: what this tool knows nothing about stays.
///
/// What is edited is checked when the document is read, so that no edit can fail.
public struct ConfigDocument: Hashable, Sendable {
    /// The document as it is now.
    public private(set) var json: JSONValue
    /// What the image runs on, as the document says it.
    public let platform: Platform

    /// Reads the bytes of a configuration.
    /// - Throws: ``ConfigDocumentError``, naming the first key that has no value, or one of another kind.
    public init(parsing bytes: [UInt8]) throws(ConfigDocumentError) {
        // What is wrong with the text does not matter to somebody who did not write it.
        guard let json = try? CanonicalJSON.decode(JSONValue.self, from: bytes), case .object = json else {
            throw .notAnObject
        }
        guard let platform = try? CanonicalJSON.decode(Platform.self, from: bytes) else { throw .noPlatform }
        try Self.check(json)
        self.json = json
        self.platform = platform
    }

    /// The configuration of an image without layers.
    public init(empty platform: Platform) {
        var members: [String: JSONValue] = [
            "os": .string(platform.os), "architecture": .string(platform.architecture),
            "rootfs": .object(["type": .string("layers"), "diff_ids": .array([])]),
        ]
        members["variant"] = platform.variant.map { .string($0) }
        json = .object(members)
        self.platform = platform
    }

    /// The digests of the uncompressed layers, bottom first.
    public var diffIDs: [Digest] { Self.digests(json["rootfs"]?["diff_ids"]) ?? [] }

    /// How many entries of the history have made a layer.
    public var historyLayerCount: Int {
        json["history"].elements.count { $0["empty_layer"] != .bool(true) }
    }

    /// Sets the time at which the image was made.
    public mutating func set(created: Timestamp) {
        json.setMember("created", to: .string(created.description))
    }

    /// Sets the variant of the processor.
    public mutating func set(variant: String?) {
        json.setMember("variant", to: variant.map { .string($0) })
    }

    /// Adds the layer `diffID` on top, and `entry` to the history.
    public mutating func append(_ diffID: Digest, history entry: HistoryEntry) {
        var rootfs = json["rootfs"] ?? .object([:])
        rootfs.setMember("diff_ids", to: .array(rootfs["diff_ids"].elements + [.string(diffID.description)]))
        json.setMember("rootfs", to: rootfs)
        append(entry)
    }

    /// Adds `entry` to the history, for a layer that has none yet.
    public mutating func append(_ entry: HistoryEntry) {
        var members: [String: JSONValue] = [:]
        members["created"] = entry.created.map { .string($0.description) }
        members["created_by"] = entry.createdBy.map { .string($0) }
        members["comment"] = entry.comment.map { .string($0) }
        members["empty_layer"] = entry.emptyLayer.map { .bool($0) }
        json.setMember("history", to: .array(json["history"].elements + [.object(members)]))
    }

    /// Lets a container start as `config` says, and as it did before where `config` says nothing.
    ///
    /// Environment, labels and ports are added to those that are there, and win over them. A new entrypoint takes the
    /// command away, which was made for the old one.
    public mutating func apply(_ config: ContainerConfig) {
        var container = json["config"] ?? .object([:])
        if case .null = container { container = .object([:]) }
        for (key, value) in [
            ("User", config.user), ("WorkingDir", config.workingDirectory), ("StopSignal", config.stopSignal),
        ] {
            if let value { container.setMember(key, to: .string(value)) }
        }
        if !config.entrypoint.isEmpty {
            container.setMember("Entrypoint", to: .array(config.entrypoint.map { .string($0) }))
            container.setMember("Cmd", to: nil)
        }
        if !config.command.isEmpty {
            container.setMember("Cmd", to: .array(config.command.map { .string($0) }))
        }
        container.merge(config.labels.mapValues { .string($0) }, into: "Labels")
        container.merge(
            Dictionary(uniqueKeysWithValues: config.exposedPorts.map { ($0, .object([:])) }), into: "ExposedPorts")
        if !config.environment.isEmpty {
            let merged = Self.merge(config.environment, into: container["Env"].elements)
            container.setMember("Env", to: .array(merged))
        }
        json.setMember("config", to: container)
    }

    /// The canonical JSON of the document.
    public func encoded() throws -> [UInt8] { try CanonicalJSON.encode(json) }
}

extension ConfigDocument {
    /// A variable that is set again keeps its place; new ones follow, sorted by name.
    private static func merge(_ environment: [String: String], into settings: [JSONValue]) -> [JSONValue] {
        var rest = environment
        var used: Set<String> = []
        let merged = settings.compactMap { setting -> JSONValue? in
            guard case .string(let text) = setting else { return setting }
            let name = String(text.prefix { $0 != "=" })
            guard let value = environment[name] else { return setting }
            rest[name] = nil
            return used.insert(name).inserted ? .string("\(name)=\(value)") : nil
        }
        return merged + rest.sorted { $0.key < $1.key }.map { .string("\($0.key)=\($0.value)") }
    }

    private static func check(_ json: JSONValue) throws(ConfigDocumentError) {
        guard digests(json["rootfs"]?["diff_ids"]) != nil else {
            throw .wrongValue(key: "rootfs.diff_ids", expected: "a list of digests")
        }
        try check(json["history"], "history", "a list of objects", isList { $0.isObject })
        let container = json["config"]
        try check(container, "config", "an object") { $0.isObject }
        let texts = isList { $0.isString }
        try check(container?["Env"], "config.Env", "a list of texts", texts)
        for key in ["Labels", "ExposedPorts"] {
            try check(container?[key], "config.\(key)", "an object") { $0.isObject }
        }
    }

    /// `null` equals absent.
    private static func check(
        _ value: JSONValue?, _ key: String, _ expected: String, _ isRight: (JSONValue) -> Bool
    ) throws(ConfigDocumentError) {
        guard let value, value != .null, !isRight(value) else { return }
        throw .wrongValue(key: key, expected: expected)
    }

    private static func isList(_ isRight: @escaping (JSONValue) -> Bool) -> (JSONValue) -> Bool {
        { value in if case .array(let elements) = value { elements.allSatisfy(isRight) } else { false } }
    }

    /// An image without layers may have `null` here.
    private static func digests(_ value: JSONValue?) -> [Digest]? {
        switch value {
        case .null?: return []
        case .array(let elements)?:
            // Which rule of digests one of them breaks does not matter here.
            let digests = elements.compactMap { element -> Digest? in
                if case .string(let text) = element { try? Digest(parsing: text) } else { nil }
            }
            return digests.count == elements.count ? digests : nil
        default: return nil
        }
    }
}

extension JSONValue {
    fileprivate var isObject: Bool { if case .object = self { true } else { false } }

    fileprivate var isString: Bool { if case .string = self { true } else { false } }

    /// Replaces the value under `key`, or removes it; what is no object stays as it is.
    fileprivate mutating func setMember(_ key: String, to value: JSONValue?) {
        guard case .object(var members) = self else { return }
        members[key] = value
        self = .object(members)
    }

    /// Adds `added` to the object under `key`, which is made when it is not there.
    fileprivate mutating func merge(_ added: [String: JSONValue], into key: String) {
        guard !added.isEmpty else { return }
        guard case .object(let members)? = self[key] else { return setMember(key, to: .object(added)) }
        setMember(key, to: .object(members.merging(added) { _, new in new }))
    }
}

extension JSONValue? {
    /// The elements of a list; none when there is no list.
    fileprivate var elements: [JSONValue] { if case .array(let elements)? = self { elements } else { [] } }
}
