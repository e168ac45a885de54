public import BuildReport
public import SystemPackage

/// Files that were asked for by name and cannot be added to an image.
public enum SystemFilesError: DiagnosticError, Equatable {
    /// No files have this name.
    case unknown(String)
    /// This machine does not have them at this place.
    case missing(SystemFiles, place: FilePath)

    /// What names there are, or how to get the files.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .unknown(let name):
            let names = SystemFiles.allCases.map(\.rawValue).joined(separator: " or ")
            return [Diagnostic("there are no system files named `\(name)`", try: "write \(names)")]
        case .missing(let files, let place):
            return [
                Diagnostic(
                    "\(files.rawValue) cannot be added: this machine does not have it", at: place.string,
                    try: "install the package: `apt-get install \(files.rawValue)`")
            ]
        }
    }
}
