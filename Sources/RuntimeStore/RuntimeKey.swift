public import OCISpec
public import ProjectConfig

/// What a prepared runtime is for. Two that differ in anything never mix.
public struct RuntimeKey: Hashable, Sendable {
    /// The toolchain's name, which tells its build and its target.
    public let toolchain: String
    /// What the runtime serves.
    public let variant: ServerVariant
    /// The flags of the compiler and the linker that it was made with, in their order.
    public let options: [String]
    /// The digest of Chassis's own sources.
    public let sources: Digest
    /// The name of the runtime's folder: variant, toolchain, and the first 16 digits of a SHA-256 over all four, for
    /// example `omi-swift-6.3.1-RELEASE-x86_64-unknown-linux-gnu-0123456789abcdef`.
    ///
    /// It has at most 128 characters, each of them an ASCII letter or digit, `.`, `_` or `-`, and begins with a letter:
    /// so it is a tag of the [distribution spec](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests)
    /// as well, and no toolchain's name can lead out of the store.
    public let name: String

    /// How much of the toolchain's name is shown; the digits tell longer ones apart.
    private static let toolchainLengthMax = 90

    /// The key of a runtime made by `toolchain` of the server `variant`, with `options`, of `sources`.
    /// - Throws: `DigesterError` when OpenSSL offers no SHA-256.
    public init(toolchain: String, variant: ServerVariant, options: [String], sources: Digest) throws {
        self.toolchain = toolchain
        self.variant = variant
        self.options = options
        self.sources = sources
        let identity = RuntimeRecord.Key(
            interface: variant.name, options: options, sources: sources, toolchain: toolchain)
        let hex = try Digest.of(CanonicalJSON.encode(identity)).hex
        let shown = Self.plain(toolchain).prefix(Self.toolchainLengthMax)
        name = "\(variant.name)-\(shown)-\(hex.prefix(16))"
    }

    /// `text` with a `-` for every character that a tag may not have.
    private static func plain(_ text: String) -> String {
        String(
            text.map { character in
                let isPlain = character.isASCII && (character.isLetter || character.isNumber)
                return isPlain || "._-".contains(character) ? character : "-"
            })
    }
}
