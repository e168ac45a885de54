public import BuildReport
public import SystemPackage

/// The server could not be built around the model.
public enum CompileError: DiagnosticError, Equatable {
    /// The compiler, the linker or SwiftPM found errors; their own words.
    case failed(output: String)
    /// The build failed, and the disk that it writes to is all but full.
    case diskFull(FilePath, freeBytes: Int64)
    /// The build ended well and left no executable.
    case noExecutable(FilePath)
    /// The executable needs an interpreter, so it cannot run in an image that holds nothing else.
    case notStatic(FilePath, interpreter: String)

    /// What is wrong; a compiler's message stands as it is.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .failed(let output): [Diagnostic(verbatim: output)]
        case .diskFull(let path, let freeBytes):
            [
                Diagnostic(
                    "the build failed with \(ByteCount(freeBytes)) left on the disk", at: path.string,
                    try: "free 2 GB there, or set CHASSIS_CACHE to a folder on another disk")
            ]
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
        }
    }
}
