/// How a container starts from an image.
///
/// Its JSON form is the image spec's `config`: environment and ports become a list and an object there, and an empty
/// value is left out.
public struct ContainerConfig: Hashable, Sendable {
    /// User and group, numeric where the image has no `/etc/passwd`: `65532:65532`. Nil is root.
    public var user: String?
    /// The ports that the image listens on, each with its protocol: `8080/tcp`.
    public var exposedPorts: Set<String>
    /// The environment by name.
    public var environment: [String: String]
    /// The program and its first arguments; a user's arguments follow them.
    public var entrypoint: [String]
    /// The arguments for when the user gives none.
    public var command: [String]
    /// The working folder, absolute.
    public var workingDirectory: String?
    /// Free notes by key, shown by `podman inspect`.
    public var labels: [String: String]
    /// The signal that stops the container, by name: `SIGTERM`.
    public var stopSignal: String?

    /// A configuration in which everything not given is empty.
    public init(
        user: String? = nil, exposedPorts: Set<String> = [], environment: [String: String] = [:],
        entrypoint: [String] = [], command: [String] = [], workingDirectory: String? = nil,
        labels: [String: String] = [:], stopSignal: String? = nil
    ) {
        self.user = user
        self.exposedPorts = exposedPorts
        self.environment = environment
        self.entrypoint = entrypoint
        self.command = command
        self.workingDirectory = workingDirectory
        self.labels = labels
        self.stopSignal = stopSignal
    }
}

extension ContainerConfig: Codable {
    private enum CodingKeys: String, CodingKey {
        case user = "User"
        case exposedPorts = "ExposedPorts"
        case environment = "Env"
        case entrypoint = "Entrypoint"
        case command = "Cmd"
        case workingDirectory = "WorkingDir"
        case labels = "Labels"
        case stopSignal = "StopSignal"
    }

    private struct EmptyObject: Codable {}

    /// Reads the image spec's form; of two settings of one variable the last counts, and `null` equals absent.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let ports = try values.decodeIfPresent([String: EmptyObject].self, forKey: .exposedPorts) ?? [:]
        let settings = try values.decodeIfPresent([String].self, forKey: .environment) ?? []
        self.init(
            user: try values.decodeIfPresent(String.self, forKey: .user),
            exposedPorts: Set(ports.keys),
            environment: Dictionary(settings.map(Self.nameAndValue), uniquingKeysWith: { _, last in last }),
            entrypoint: try values.decodeIfPresent([String].self, forKey: .entrypoint) ?? [],
            command: try values.decodeIfPresent([String].self, forKey: .command) ?? [],
            workingDirectory: try values.decodeIfPresent(String.self, forKey: .workingDirectory),
            labels: try values.decodeIfPresent([String: String].self, forKey: .labels) ?? [:],
            stopSignal: try values.decodeIfPresent(String.self, forKey: .stopSignal))
    }

    /// Writes the image spec's form, the environment sorted by name.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(user, forKey: .user)
        if !exposedPorts.isEmpty {
            let ports = Dictionary(uniqueKeysWithValues: exposedPorts.map { ($0, EmptyObject()) })
            try values.encode(ports, forKey: .exposedPorts)
        }
        if !environment.isEmpty {
            let settings = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            try values.encode(settings, forKey: .environment)
        }
        if !entrypoint.isEmpty { try values.encode(entrypoint, forKey: .entrypoint) }
        if !command.isEmpty { try values.encode(command, forKey: .command) }
        try values.encodeIfPresent(workingDirectory, forKey: .workingDirectory)
        if !labels.isEmpty { try values.encode(labels, forKey: .labels) }
        try values.encodeIfPresent(stopSignal, forKey: .stopSignal)
    }

    private static func nameAndValue(_ setting: String) -> (String, String) {
        let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
    }
}
