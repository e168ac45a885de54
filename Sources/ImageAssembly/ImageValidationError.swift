public import BuildReport
public import OCISpec

/// What is wrong with a delivered image, all of it.
public struct ImageValidationError: DiagnosticError, Equatable {
    /// One thing that is wrong.
    public enum Finding: Hashable, Sendable {
        /// A file of the layout cannot be read or understood; its path is relative to the layout.
        case unusableFile(String, reason: String)
        /// The bytes of a blob have another digest than its name says.
        case wrongDigest(Digest, actual: Digest)
        /// A blob has another size than its descriptor says.
        case wrongSize(Digest, stated: Int64, actual: Int64)
        /// A descriptor's media type is not one of those that may stand there.
        case wrongMediaType(Digest, MediaType)
        /// A layer's uncompressed bytes have another digest than the configuration says.
        case wrongDiffID(layer: Digest, stated: Digest, actual: Digest)
        /// The configuration of the image does not name as many diff ids as the manifest names layers.
        case diffIDCount(manifest: Digest, layers: Int, diffIDs: Int)
        /// The history has another number of entries with a layer than there are layers.
        case historyCount(manifest: Digest, layers: Int, entries: Int)
        /// The platform in the index is not the one in the configuration.
        case wrongPlatform(manifest: Digest)
        /// Two images of the index have one name.
        case duplicateName(String)
        /// docker's `manifest.json` names something else than the layout.
        case dockerManifest(reason: String)
    }

    /// What was found, in the order in which the layout is read.
    public let findings: [Finding]

    /// One diagnostic for each finding.
    public var diagnostics: [Diagnostic] {
        findings.map { Diagnostic("the image is not valid: \($0)", try: "build it again") }
    }
}
