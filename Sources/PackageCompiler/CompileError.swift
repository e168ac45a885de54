public import BuildReport
public import SystemPackage

/// The server could not be built around the model.
public enum CompileError: DiagnosticError, Equatable {
    /// The compiler, the linker or SwiftPM found errors; their own words.
    case failed(output: String)
    /// The build failed because a disk was full. It writes to this folder, whose disk may have room again; nil when the
    /// system does not tell how much.
    case diskFull(FilePath, freeBytes: Int64?)
    /// A compiler, a linker or SwiftPM itself was killed, most likely because memory ran out.
    case killed(output: String)
    /// Headers or libraries of the system are not there.
    case missing([MissingPiece], lacksPkgConfig: Bool, output: String)
    /// Nothing that is linked defines a symbol that the target uses.
    case undefined(UndefinedSymbols, target: String, output: String)
    /// The toolchain has no static libraries, or not these, named as for the linker's `-l`.
    case toolchainIncomplete(libraries: [String], output: String)
    /// A package that the build needs is for newer tools.
    case newerToolsNeeded(ToolsVersionError, output: String)
    /// The build ended well and left no executable.
    case noExecutable(FilePath)
    /// The executable needs a loader although it was to be static.
    case notStatic(FilePath, interpreter: String)
    /// The executable is for a processor that images have no name for.
    case unknownProcessor(FilePath)

    /// What is wrong; a compiler's message stands as it is.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .failed(let output): [Diagnostic(verbatim: output)]
        case .diskFull(let folder, let freeBytes): [Self.diskFull(folder, freeBytes)]
        case .killed(let output): verbatim(output) + [Self.killed]
        case .missing(let pieces, let lacksPkgConfig, let output):
            verbatim(output) + pieces.map(\.diagnostic) + (lacksPkgConfig ? [Self.noPkgConfig] : [])
        case .undefined(let symbols, let target, let output):
            verbatim(output) + [symbols.diagnostic(for: target)]
        case .toolchainIncomplete(let libraries, let output):
            verbatim(output) + [Self.incomplete(libraries)]
        case .newerToolsNeeded(let error, let output): verbatim(output) + error.diagnostics
        case .noExecutable(let path):
            [
                Diagnostic(
                    "the build ended well and left no executable", at: path.string,
                    try: "remove the folder, so that everything is compiled anew")
            ]
        case .notStatic(let path, let interpreter):
            [
                Diagnostic(
                    "the executable is not static: it needs \(interpreter)", at: path.string,
                    try: "install a Swift toolchain with its static libraries (`usr/lib/swift_static`)")
            ]
        case .unknownProcessor(let path):
            [
                Diagnostic(
                    "the executable is for a processor that images have no name for", at: path.string,
                    try: "build on a machine that containers run on: amd64, arm64 or another one of Debian")
            ]
        }
    }
    private func verbatim(_ output: String) -> [Diagnostic] { output.isEmpty ? [] : [Diagnostic(verbatim: output)] }

    private static func diskFull(_ folder: FilePath, _ freeBytes: Int64?) -> Diagnostic {
        let choose = "free 2 GB there, or set CHASSIS_CACHE to a folder on another disk"
        guard let freeBytes, freeBytes >= DiskSpace.fewBytes else {
            let left = freeBytes.map { "with \(ByteCount($0)) left on the disk" } ?? "because a disk is full"
            return Diagnostic("the build failed \(left)", at: folder.string, try: choose)
        }
        return Diagnostic(
            "a disk was full during the build; \(ByteCount(freeBytes)) are free here now", at: folder.string,
            try: choose, "look at the disk for temporary files as well: `/tmp`, or what TMPDIR names")
    }

    private static var killed: Diagnostic {
        Diagnostic(
            "the build was killed, most likely because memory ran out",
            try: "build again while less else runs: what is compiled already is kept",
            "in a container, raise its limit of memory; the more processors, the more compilers run at once")
    }

    private static var noPkgConfig: Diagnostic {
        Diagnostic(
            "SwiftPM cannot run pkg-config, which tells where libraries are", try: "`apt-get install pkg-config`")
    }

    private static func incomplete(_ libraries: [String]) -> Diagnostic {
        let files = libraries.map { "lib\($0).a" }.joined(separator: ", ")
        return Diagnostic(
            "the Swift toolchain lacks static libraries, which an image needs" + (files.isEmpty ? "" : ": \(files)"),
            at: "usr/lib/swift_static",
            try: "install the whole toolchain from https://www.swift.org/install",
            "or set CHASSIS_SWIFT to the path of another `swift`")
    }
}

extension CompileError {
    /// Whether two objects define the same thing, as they do when a model brings a package that the runtime has as well.
    var duplicatesSymbols: Bool {
        guard case .failed(let output) = self else { return false }
        return LinkProblem.duplicatesSymbols(in: output)
    }
}
