import ELFFiles
import LayerArchive
import OCISpec
import PackageCompiler
import SystemPackage

/// An executable that goes into an image, and what is known of it.
struct ModelServer {
    let executable: FilePath
    /// What it says of its model; nil for one that came without.
    let info: ModelInfo?
    let platform: Platform
    let byteCount: Int64
    /// Whether it needs shared libraries, and a loader for them.
    let isDynamic: Bool
    /// Something that its author should know.
    let notice: String?

    /// A server that was compiled now.
    init(_ compiled: CompiledExecutable, _ info: ModelInfo) throws {
        let file = try ELFFile(at: compiled.path)
        self.init(
            executable: compiled.path, info: info, platform: try Self.platform(of: file),
            byteCount: compiled.byteCount, isDynamic: file.isDynamic, notice: nil)
    }

    /// A server that was compiled elsewhere; its platform is read from its header.
    /// - Throws: `ELFError`, ``BuildError/unknownProcessor(_:)``, `ModelInfoError`, `ArchiveError`.
    init(taking executable: FilePath, modelInfo: FilePath?) throws {
        let file = try ELFFile(at: executable)
        self.init(
            executable: executable, info: try modelInfo.map { try ModelInfo(json: SourceFile.bytes(of: $0)) },
            platform: try Self.platform(of: file), byteCount: Int64(try executable.stat().size),
            isDynamic: file.isDynamic, notice: nil)
    }

    private init(
        executable: FilePath, info: ModelInfo?, platform: Platform, byteCount: Int64, isDynamic: Bool, notice: String?
    ) {
        self.executable = executable
        self.info = info
        self.platform = platform
        self.byteCount = byteCount
        self.isDynamic = isDynamic
        self.notice = notice
    }

    private static func platform(of file: ELFFile) throws -> Platform {
        guard let platform = file.machine.platform else { throw BuildError.unknownProcessor(file.path) }
        return platform
    }
}
