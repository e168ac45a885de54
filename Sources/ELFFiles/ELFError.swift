public import BuildReport
public import SystemPackage

/// A file that should be a Linux executable or library and is not, or not one that can be used.
public enum ELFError: DiagnosticError, Equatable {
    /// It cannot be read.
    case unreadable(FilePath, reason: String)
    /// It does not begin as an ELF file does.
    case notELF(FilePath)
    /// It ends before what its headers speak of.
    case truncated(FilePath)
    /// It contradicts itself, or the format, in this part.
    case malformed(FilePath, part: String)
    /// It is for another system than Linux; the system's number in the ELF header.
    case otherSystem(FilePath, UInt8)

    /// What is wrong with the file.
    public var diagnostics: [Diagnostic] {
        let rebuild = "build it again, or copy it again: it was damaged on the way"
        let platform = "build it under Linux, or for Linux"
        switch self {
        case .unreadable(let path, let reason):
            return [
                Diagnostic("the file cannot be read: \(reason)", at: path.string, try: "name a file that you may read")
            ]
        case .notELF(let path):
            return [Diagnostic("the file is no Linux executable", at: path.string, try: platform)]
        case .truncated(let path):
            return [Diagnostic("the executable is cut off", at: path.string, try: rebuild)]
        case .malformed(let path, let part):
            return [Diagnostic("the \(part) of the executable makes no sense", at: path.string, try: rebuild)]
        case .otherSystem(let path, let number):
            return [Diagnostic("the executable is for system number \(number) of ELF", at: path.string, try: platform)]
        }
    }
}
