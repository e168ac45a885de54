public import BuildReport
public import SystemPackage

/// An image that cannot be written where it should go; the first value of each case is the path in question.
public enum DeliveryError: DiagnosticError, Equatable {
    /// A file or folder cannot be made, written or renamed.
    case cannotWrite(FilePath, Errno)
    /// A file or folder cannot be looked at.
    case cannotRead(FilePath, Errno)
    /// A layout should go into a folder that has other things in it, or into something that is no folder.
    case notALayout(FilePath)
    /// A layout has a version that is not known.
    case unknownLayoutVersion(FilePath, version: String)
    /// `index.json` or `oci-layout` cannot be understood, for `reason`.
    case damagedLayout(FilePath, reason: String)
    /// An archive should replace something that is no regular file.
    case notARegularFile(FilePath)
    /// A layer's file no longer has the size that it had when it was written.
    case layerChanged(FilePath, expectedBytes: Int64)

    /// What happened, where, and where the image could go instead.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .cannotWrite(let path, let errno):
            [Diagnostic("this cannot be written: \(errno)", at: path.string, try: Self.remedy(for: errno))]
        case .cannotRead(let path, let errno):
            [Diagnostic("this cannot be read: \(errno)", at: path.string, try: Self.remedy(for: errno))]
        case .notALayout(let path):
            [
                Diagnostic(
                    "there is something there that is not an OCI layout", at: path.string,
                    try: "name a new or empty folder, or an OCI layout to add the image to")
            ]
        case .unknownLayoutVersion(let path, let version):
            [
                Diagnostic(
                    "this OCI layout has the version `\(version)`, and only 1.0.0 is known", at: path.string,
                    try: "name another folder")
            ]
        case .damagedLayout(let path, let reason):
            [
                Diagnostic(
                    "this file is damaged: \(reason)", at: path.string, try: "name another folder, or remove this one")
            ]
        case .notARegularFile(let path):
            [Diagnostic("there is something there that is not a file", at: path.string, try: "name a new file")]
        case .layerChanged(let path, let expectedBytes):
            [
                Diagnostic(
                    "the file of a layer no longer has \(expectedBytes) bytes", at: path.string,
                    try: "build again when nothing else writes to that folder")
            ]
        }
    }

    private static func remedy(for errno: Errno) -> String {
        switch errno {
        case .noSpace, .diskQuotaExceeded: "free space there, or write to another disk"
        case .permissionDenied, .notPermitted, .readOnlyFileSystem: "name a place that your user may read and write"
        case .notDirectory, .fileExists: "a part of the path is a file: name another place"
        default: "name another place"
        }
    }
}
