import FileSnapshot
import OCISpec
import ProjectConfig
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What is kept of a build that ended well, so that the next one knows, without starting SwiftPM, that nothing changed.
///
/// Compared are, by metadata, every file of the author's package and of those that lie beside it, Chassis's own sources,
/// the toolchain, this tool, and the system's list of installed packages; and the environment, which a manifest may read.
struct BuildRecord: Codable {
    /// Raised when records of before must not be trusted any more.
    private static let knownFormat = 2

    private let format: Int
    /// A digest of everything that was read and made.
    private let state: String
    private let folders: [String]
    private let files: [String]
    private let executablePath: String
    private let modelInfo: [UInt8]
    private let icuNotice: String?
    /// What was built, for the person who waits: `Digits in target Digits`.
    let summary: String

    /// The record of a build that read `inputs` and made `executable`, which was asked for its information.
    init(
        _ inputs: BuildInputs, _ executable: CompiledExecutable, summary: String, variables: [String: String]
    ) throws {
        format = Self.knownFormat
        folders = inputs.folders.map(\.string)
        files = inputs.files.map(\.string)
        executablePath = executable.path.string
        modelInfo = executable.info?.json ?? []
        icuNotice = executable.icuNotice
        state = try Self.state(of: inputs, executable: executable.path, variables)
        self.summary = summary
    }

    /// The record of `project`, compiled with `sdk`, in the cache folder `cache`, if everything is as it was then.
    static func current(
        _ project: Project, sdk: SwiftSDKTarget? = nil, cache: FilePath, variables: [String: String]
    ) -> BuildRecord? {
        // Whatever is wrong with a record, the build goes the long way, which tells it better.
        guard let json = try? place(of: project, sdk, project.linking, in: cache).contents(),
            let record = try? JSONDecoder().decode(BuildRecord.self, from: Data(json)), record.format == knownFormat,
            let inputs = try? BuildInputs(
                folders: record.folders.map { FilePath($0) }, files: record.files.map { FilePath($0) }),
            record.state == (try? state(of: inputs, executable: FilePath(record.executablePath), variables)),
            (try? record.executable) != nil
        else { return nil }
        return record
    }

    /// The executable that was built, with what it says about itself.
    var executable: CompiledExecutable {
        get throws {
            let path = FilePath(executablePath)
            var executable = try CompiledExecutable(at: path, unstripped: CompiledExecutable.unstripped(of: path))
            executable.info = try ModelInfo(json: modelInfo)
            executable.icuNotice = icuNotice
            return executable
        }
    }

    /// Keeps the record.
    /// - Throws: ``CacheError``.
    func write(of project: Project, sdk: SwiftSDKTarget? = nil, cache: FilePath) throws {
        let json = String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
        try CacheDirectory.write(
            json, to: Self.place(of: project, sdk, project.linking, in: cache), creatingFolder: true)
    }

    /// Forgets the record of `project`, compiled with `sdk`, before the executable that it vouches for is replaced.
    ///
    /// Records of a project that was linked in another way vouch for the same file, and go as well.
    static func remove(_ project: Project, sdk: SwiftSDKTarget? = nil, cache: FilePath) {
        for linking in LinkingChoice.allCases {
            // There may be none.
            try? FileManager.default.removeItem(atPath: place(of: project, sdk, linking, in: cache).string)
        }
    }

    private static func place(
        of project: Project, _ sdk: SwiftSDKTarget?, _ linking: LinkingChoice, in cache: FilePath
    ) -> FilePath {
        let question =
            [
                project.packageRoot.string, project.variant.name, project.target ?? "", project.modelType ?? "",
                linking.rawValue,
            ] + (sdk.map { [$0.sdk.id, $0.triple] } ?? [])
        return cache.appending("records").appending("\(shortHash(of: question.joined(separator: "\n"))).json")
    }

    private static func state(
        of inputs: BuildInputs, executable: FilePath, _ variables: [String: String]
    ) throws -> String {
        let made = try FileSnapshot(
            folders: [], files: [executable, CompiledExecutable.unstripped(of: executable)])
        let environment = variables.filter { !isVolatile($0.key) }.map { "\($0.key)=\($0.value)" }.sorted()
        let text = ([inputs.digest, "\(made.digest)"] + environment).joined(separator: "\n")
        return "\(try Digest.of(Array(text.utf8)))"
    }

    /// Variables that differ from one terminal or one call of make to the next, and that no build depends on.
    private static func isVolatile(_ name: String) -> Bool {
        ["_", "PWD", "OLDPWD", "SHLVL", "COLUMNS", "LINES", "WINDOWID", "SOURCE_DATE_EPOCH"].contains(name)
            || ["TERM", "COLORTERM", "TMUX", "SSH_", "XDG_SESSION", "VTE_", "MAKE", "MFLAGS"].contains(
                where: name.hasPrefix)
    }
}
