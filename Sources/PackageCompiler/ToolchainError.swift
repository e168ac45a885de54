public import BuildReport
public import SystemPackage

/// A Swift toolchain that is missing or cannot be used.
public enum ToolchainError: DiagnosticError, Equatable {
    /// No folder of `PATH` has a `swift`.
    case notFound
    /// `CHASSIS_SWIFT` does not name a command.
    case notExecutable(FilePath)
    /// `swift -print-target-info` fails.
    case unusable(FilePath, output: String)
    /// `swift -print-target-info` prints something else than a description with a version.
    case unknownVersion(FilePath, output: String)
    /// The compiler is older than ``SwiftToolchain/oldestVersion``.
    case tooOld(FilePath, SwiftVersion)
    /// The toolchain lacks one of its own tools, for example `ld.lld`.
    case incomplete(missing: FilePath)

    /// What is wrong and how to get a toolchain that works.
    public var diagnostics: [Diagnostic] {
        let install = "install Swift \(SwiftToolchain.oldestVersion) or later from https://www.swift.org/install"
        let choose = "or set CHASSIS_SWIFT to the path of another `swift`"
        switch self {
        case .notFound:
            return [
                Diagnostic(
                    "there is no `swift` on the PATH", try: install, "or set CHASSIS_SWIFT to the path of `swift`")
            ]
        case .notExecutable(let path):
            return [
                Diagnostic(
                    "CHASSIS_SWIFT names no command", at: path.string,
                    try: "set it to the path of `swift`, or unset it to use the one on the PATH")
            ]
        case .unusable(let path, let output):
            return [Diagnostic("`swift -print-target-info` fails: \(output)", at: path.string, try: install, choose)]
        case .unknownVersion(let path, let output):
            return [
                Diagnostic(
                    "`swift -print-target-info` does not tell a version: \(output)", at: path.string, try: install,
                    choose)
            ]
        case .incomplete(let missing):
            return [
                Diagnostic(
                    "the Swift toolchain lacks its `\(missing.lastComponent?.string ?? "")`", at: missing.string,
                    try: install, choose)
            ]
        case .tooOld(let path, let version):
            return [
                Diagnostic(
                    "Swift \(version) is too old; \(SwiftToolchain.oldestVersion) or later is needed", at: path.string,
                    try: install, choose)
            ]
        }
    }
}
