public import BuildReport
public import OCISpec
public import SystemPackage

/// A prepared runtime, or a file that should hold one, that cannot be used; the first value of each case is the file.
public enum RuntimeError: DiagnosticError, Equatable {
    /// An object in the store has other bytes than those that were put there.
    case changed(FilePath, expected: Digest, found: Digest)
    /// An object is larger than the 1 GiB that an exported runtime may have.
    case tooLarge(FilePath, byteCount: Int64)
    /// A file to import is no OCI image layout in a tar archive, for `reason`.
    case notAnArchive(FilePath, reason: String)
    /// A file to import is an OCI image layout, and holds something else, which `kind` names.
    case notARuntime(FilePath, kind: String)
    /// A file to import has a format that another version of this tool writes.
    case unknownVersion(FilePath, format: String)
    /// A blob in a file to import has another digest than the one that leads to it.
    case damagedBlob(FilePath, expected: Digest, found: Digest)
    /// A file to import is incomplete or contradicts itself, for `reason`.
    case damaged(FilePath, reason: String)

    /// What happened, to which file, and what to do.
    public var diagnostics: [Diagnostic] { [diagnostic] }

    private var diagnostic: Diagnostic {
        switch self {
        case .changed(let path, let expected, let found):
            Diagnostic(
                "the prepared runtime has changed on the disk: its digest is \(found), not \(expected)",
                at: path.string, try: "remove its folder; the next build prepares it again")
        case .tooLarge(let path, let byteCount):
            Diagnostic(
                "the runtime has \(ByteCount(byteCount)); one of more than 1 GiB cannot be kept", at: path.string,
                try: "compile it without debug information")
        case .notAnArchive(let path, let reason):
            Diagnostic(
                "this is not an exported runtime: \(reason)", at: path.string,
                try: "name a file that chassis-build has exported")
        case .notARuntime(let path, let kind):
            Diagnostic(
                "this is not an exported runtime but \(kind)", at: path.string,
                try: "name a file that chassis-build has exported")
        case .unknownVersion(let path, let format):
            Diagnostic(
                "this runtime was made by another version of chassis-build; its format is `\(format)`",
                at: path.string, try: "export it again with the version that you use here")
        case .damagedBlob(let path, let expected, let found):
            Diagnostic(
                "the file is damaged: the blob \(expected) has the digest \(found)", at: path.string,
                try: Self.fetchAgain)
        case .damaged(let path, let reason):
            Diagnostic("the file is damaged: \(reason)", at: path.string, try: Self.fetchAgain)
        }
    }

    private static let fetchAgain = "fetch it again, or export it again where it was made"
}
