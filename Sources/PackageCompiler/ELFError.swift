public import BuildReport
public import SystemPackage

/// A file that should be a Linux executable and is not, or not one that can be used.
public enum ELFError: DiagnosticError, Equatable {
    /// It cannot be read.
    case unreadable(FilePath, reason: String)
    /// It does not begin as an ELF file does.
    case notELF(FilePath)
    /// It ends before its headers do.
    case truncated(FilePath)
    /// It is a 32-bit or a big-endian file.
    case unsupportedClass(FilePath)
    /// It is for another processor than those that images are made for; its number in the ELF header.
    case unsupportedMachine(FilePath, UInt16)

    /// What is wrong with the file.
    public var diagnostics: [Diagnostic] {
        let rebuild = "remove the file, so that it is built anew"
        let platform = "build under Linux, on amd64 or arm64"
        switch self {
        case .unreadable(let path, let reason):
            return [Diagnostic("the executable cannot be read: \(reason)", at: path.string, try: rebuild)]
        case .notELF(let path):
            return [Diagnostic("the file is no Linux executable", at: path.string, try: platform)]
        case .truncated(let path):
            return [Diagnostic("the executable is cut off within its headers", at: path.string, try: rebuild)]
        case .unsupportedClass(let path):
            return [
                Diagnostic("the executable is not for a 64-bit little-endian processor", at: path.string, try: platform)
            ]
        case .unsupportedMachine(let path, let machine):
            return [
                Diagnostic("the executable is for processor number \(machine) of ELF", at: path.string, try: platform)
            ]
        }
    }
}
