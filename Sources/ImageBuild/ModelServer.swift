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
    /// An item that it answers, as it reads one; nil for none.
    let sample: [UInt8]?
    let platform: Platform
    let byteCount: Int64
    /// Whether it needs shared libraries, and a loader for them.
    let isDynamic: Bool
    /// Something that its author should know.
    let notice: String?

    /// A server that was compiled now.
    init(_ compiled: CompiledExecutable, _ info: ModelInfo, sample: [UInt8]? = nil) {
        self.init(
            executable: compiled.path, info: info, sample: sample, platform: compiled.platform,
            byteCount: compiled.byteCount, isDynamic: compiled.linking == .shared, notice: compiled.icuNotice)
    }

    /// A server that was compiled elsewhere; its platform is read from its header.
    /// - Throws: `ELFError`, ``BuildError/unknownProcessor(_:)``, `ModelInfoError`, `ArchiveError`.
    init(taking executable: FilePath, modelInfo: FilePath?) throws {
        let file = try ELFFile(at: executable)
        self.init(
            executable: executable, info: try modelInfo.map { try ModelInfo(json: SourceFile.bytes(of: $0)) },
            sample: nil, platform: try Self.platform(of: file), byteCount: Int64(try executable.stat().size),
            isDynamic: file.isDynamic, notice: nil)
    }

    private init(
        executable: FilePath, info: ModelInfo?, sample: [UInt8]?, platform: Platform, byteCount: Int64,
        isDynamic: Bool, notice: String?
    ) {
        self.executable = executable
        self.info = info
        self.sample = sample
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
