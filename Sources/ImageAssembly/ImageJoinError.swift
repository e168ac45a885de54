public import BuildReport
public import OCISpec

/// Images that cannot stand in one index.
public enum ImageJoinError: DiagnosticError, Equatable {
    /// Two images are for one platform.
    case samePlatform(Platform, Digest, Digest)
    /// An entry of an index does not say what it runs on.
    case withoutPlatform(Digest)

    /// What stands in the way, and what to leave out.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .samePlatform(let platform, let one, let other):
            [
                Diagnostic(
                    "two of the images are for \(platform): \(one) and \(other)",
                    try: "leave one of them out: an index has one image for each platform")
            ]
        case .withoutPlatform(let digest):
            [
                Diagnostic(
                    "the image \(digest) does not say which platform it is for",
                    try: "build it again with chassis-build, or leave it out")
            ]
        }
    }
}
