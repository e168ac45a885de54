public import BuildReport
public import OCISpec
public import SystemPackage

/// A build that cannot go on for a reason that belongs to no step alone.
public enum BuildError: DiagnosticError, Equatable {
    /// The folder for temporary files cannot be made.
    case workspace(String, reason: String)
    /// `SOURCE_DATE_EPOCH` is not a time.
    case sourceDateEpoch(String)
    /// The executable is for a processor that has no name in images.
    case unknownProcessor(FilePath)
    /// An executable that is there already is for another platform than was asked for.
    case otherPlatform(FilePath, Platform, wanted: [Platform])
    /// An image was to be published, and nobody said where.
    case noReference
    /// The archive and something else were to go to standard output at once.
    case standardOutputTwice
    /// The image is larger than the one before it by more than the limit; `report` tells what has grown.
    case grew(from: Int64, to: Int64, report: [String])
    /// There is neither a tag nor a model whose name could be the image's.
    case nameless

    /// What happened and what to do.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .unknownProcessor(let path):
            [
                Diagnostic(
                    "this executable is for a processor that images have no name for", at: path.string,
                    try: "compile it for amd64, arm64, arm, riscv64, ppc64le or s390x")
            ]
        case .otherPlatform(let path, let platform, let wanted):
            [
                Diagnostic(
                    "this executable is for \(platform), and the image is to be for "
                        + wanted.map(\.description).joined(separator: ", "),
                    at: path.string, try: "leave `--platform` out: the executable says what it is for")
            ]
        case .noReference:
            [
                Diagnostic(
                    "it is not said where to publish the image", at: "--push",
                    try: "name it with its registry, for example `--tag ghcr.io/team/digits:v1`")
            ]
        case .standardOutputTwice:
            [
                Diagnostic(
                    "standard output can take one archive, and nothing beside it", at: "--output archive:-",
                    try: "write the others to files")
            ]
        case .grew(let from, let to, let report):
            [
                Diagnostic(
                    (["the image has grown from \(ByteCount(from)) to \(ByteCount(to)), and nothing was delivered"]
                        + report.dropFirst()).joined(separator: "\n"),
                    at: "--fail-if-larger",
                    try: "take out what is not needed, or build once without the flag: the larger image then counts")
            ]
        case .nameless:
            [
                Diagnostic(
                    "nothing says how the image is called", try: "name it, for example `--tag digits:v1`")
            ]
        case .workspace(let path, let reason):
            [
                Diagnostic(
                    "the folder for temporary files cannot be made: \(reason)", at: path,
                    try: "set CHASSIS_CACHE to a folder that you may write to")
            ]
        case .sourceDateEpoch(let text):
            [
                Diagnostic(
                    "SOURCE_DATE_EPOCH is \"\(text)\"; it must be whole seconds since 1970",
                    at: "SOURCE_DATE_EPOCH",
                    try: "set it, for example, with `export SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)`, or unset it")
            ]
        }
    }
}
