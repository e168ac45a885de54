public import OCISpec
public import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A model's package and how it is to be served: `chassis.yaml`, the flags, and the defaults, put together.
public struct Project: Hashable, Sendable {
    /// The folder of the model's `Package.swift`, an absolute path.
    public let packageRoot: FilePath
    /// What the image serves, and what is linked for it.
    public let variant: ServerVariant
    /// How C libraries get into the server.
    public let linking: LinkingChoice
    /// The name of the image; nil when neither flags nor file name it.
    public let reference: ImageReference?
    /// The package's target that holds the model; nil to look for it.
    public let target: String?
    /// The name of the model's type; nil to look for it.
    public let modelType: String?
    /// The folder of the model's files; nil when the model has none.
    public let modelDirectory: FilePath?
    /// Other files that go into the image.
    public let files: [NamedFile]
    /// What the image stands on; nil when nothing is said.
    public let base: StatedText?
    /// Files of the system, each once, in the order of ``ImageInclusion``.
    public let inclusions: [ImageInclusion]
    /// What the image is built for, each once, in the order of the list; none when nothing is said.
    public let platforms: [Platform]
    /// The Swift SDKs that platforms are compiled with; none when nothing is said.
    public let swiftSDKs: [SwiftSDKChoice]
    /// The user of the process; nil when nothing is said.
    public let user: String?
    /// How layers are stored; nil when nothing is said.
    public let compression: StatedText?
    /// Labels of the image, beside those that every image has.
    public let labels: [String: String]
    /// Annotations of the image's manifest, beside those that every image has.
    public let annotations: [String: String]
    /// Environment variables of the container, beside those that every image has.
    public let environment: [String: String]
    /// An item whose answer is known; nil when the file declares none.
    public let sample: Sample?

    /// What the image serves.
    public var interface: ServingInterface { variant.interface }

    /// The project in the folder `packageRoot`, with its `chassis.yaml` where it has one.
    ///
    /// A relative path is taken from the current directory.
    /// - Throws: ``ProjectError`` with everything that is wrong, in the file and with the folders that it names.
    public init(at packageRoot: FilePath, overrides: ProjectOverrides = ProjectOverrides()) throws(ProjectError) {
        let root = Self.absolute(packageRoot)
        var reader = ProjectFileReader()
        let file = reader.read(try Self.text(at: root.appending(ProjectFile.name)))
        try self.init(file, at: root, overrides: overrides, problems: reader.problems)
    }

    /// The project of a file that was read already.
    /// - Throws: ``ProjectError``.
    public init(
        _ file: ProjectFile, at packageRoot: FilePath, overrides: ProjectOverrides = ProjectOverrides()
    ) throws(ProjectError) {
        try self.init(file, at: Self.absolute(packageRoot), overrides: overrides, problems: [])
    }

    private init(
        _ file: ProjectFile, at root: FilePath, overrides: ProjectOverrides, problems found: [ProjectProblem]
    ) throws(ProjectError) {
        var problems = found
        let directory = Self.modelDirectory(file, at: root, overrides: overrides, problems: &problems)
        let files = file.files.compactMap { $0.resolved(at: root, problems: &problems) }
        let sample = file.sample?.resolved(at: root, problems: &problems)
        let interface = overrides.interface ?? file.interface ?? overrides.interfaceDefault
        let isToldAlready = problems.contains { $0.concernsInterface }
        if interface == nil, !isToldAlready { problems.append(.interfaceMissing) }
        let features = file.features.union(overrides.features)
        problems += ServerFeature.allCases.filter { feature in
            features.contains(feature) && interface.map { !feature.interfaces.contains($0) } ?? false
        }.map { .unfitFeature($0) }
        guard let interface, problems.isEmpty else { throw ProjectError(problems: problems) }
        packageRoot = root
        variant = ServerVariant(interface, features: features)
        linking = overrides.linking ?? file.linking ?? .auto
        reference = overrides.reference ?? file.reference
        target = overrides.target ?? file.target
        modelType = overrides.modelType ?? file.modelType
        modelDirectory = directory
        self.files = files
        base = Self.stated(overrides.base, flag: "--base", file.base)
        inclusions = Self.ordered(overrides.inclusions.isEmpty ? file.inclusions : overrides.inclusions)
        platforms = Self.unique(overrides.platforms.isEmpty ? file.platforms : overrides.platforms)
        swiftSDKs = overrides.swiftSDKs.isEmpty ? file.swiftSDKs : overrides.swiftSDKs
        user = overrides.user ?? file.user
        compression = Self.stated(overrides.compression, flag: "--compression", file.compression)
        labels = file.labels.merging(overrides.labels) { _, flag in flag }
        annotations = file.annotations.merging(overrides.annotations) { _, flag in flag }
        environment = file.environment.merging(overrides.environment) { _, flag in flag }
        self.sample = sample
    }

    private static func stated(_ override: String?, flag: String, _ text: Located<String>?) -> StatedText? {
        if let override { return StatedText(override, from: .flag(flag)) }
        return text.map { StatedText($0.value, from: .file(line: $0.line)) }
    }

    private static func ordered(_ inclusions: [ImageInclusion]) -> [ImageInclusion] {
        ImageInclusion.allCases.filter(inclusions.contains)
    }

    /// A flag may say a thing twice, which is no mistake worth a message.
    private static func unique(_ platforms: [Platform]) -> [Platform] {
        var seen: Set<Platform> = []
        return platforms.filter { seen.insert($0).inserted }
    }

    /// The default folder may be missing; one that was named may not.
    private static func modelDirectory(
        _ file: ProjectFile, at root: FilePath, overrides: ProjectOverrides, problems: inout [ProjectProblem]
    ) -> FilePath? {
        if let path = overrides.modelDirectory {
            if !isDirectory(path) { problems.append(.modelDirectoryMissing(path.string, line: nil)) }
            return absolute(path)
        }
        if let named = file.modelDirectory {
            let path = root.pushing(FilePath(named.value))
            if !isDirectory(path) { problems.append(.modelDirectoryMissing(named.value, line: named.line)) }
            return path
        }
        let usual = root.appending("models")
        return isDirectory(usual) ? usual : nil
    }

    /// The text of the file; none when there is no file.
    private static func text(at path: FilePath) throws(ProjectError) -> String {
        let contents: [UInt8]
        do {
            contents = try path.contents()
        } catch .noSuchFileOrDirectory {
            return ""
        } catch {
            throw ProjectError(problems: [.unreadable(path: path.string, reason: "\(error)")])
        }
        guard let text = String(validating: contents, as: UTF8.self) else {
            throw ProjectError(problems: [.notYAML(reason: "it is not text in UTF-8", line: nil)])
        }
        return text
    }

    private static func isDirectory(_ path: FilePath) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path.string, isDirectory: &isDirectory) && isDirectory
    }

    private static func absolute(_ path: FilePath) -> FilePath {
        FilePath(FileManager.default.currentDirectoryPath).pushing(path).lexicallyNormalized()
    }
}

extension ProjectProblem {
    /// Whether the interface was given, but wrongly: then it need not be asked for as well.
    fileprivate var concernsInterface: Bool {
        switch self {
        case .unknownInterface, .notYAML, .notAMapping: true
        case .wrongType(let key, _, _, _), .emptyValue(let key, _), .duplicateKey(let key, _, _):
            key == ProjectFile.Key.interface.rawValue
        case .unknownKey(_, let nearest, _): nearest == ProjectFile.Key.interface.rawValue
        default: false
        }
    }
}
