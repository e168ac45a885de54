public import OCISpec
public import ProjectConfig

/// What a prepared runtime is for. Two that differ in anything never mix.
public struct RuntimeKey: Hashable, Sendable {
    /// The toolchain's name, which tells its build and its target.
    public let toolchain: String
    /// What the runtime serves.
    public let interface: ServingInterface
    /// The flags of the compiler and the linker that it was made with, in their order.
    public let options: [String]
    /// The digest of Chassis's own sources.
    public let sources: Digest
    /// The name of the runtime's folder: interface, toolchain, and the first 16 digits of a SHA-256 over all four, for
    /// example `omi-swift-6.3.1-RELEASE-x86_64-unknown-linux-gnu-0123456789abcdef`.
    ///
    /// It has at most 128 characters, each of them an ASCII letter or digit, `.`, `_` or `-`, and begins with a letter:
    /// so it is a tag of the [distribution spec](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests)
    /// as well, and no toolchain's name can lead out of the store.
    public let name: String

    /// How much of the toolchain's name is shown; the digits tell longer ones apart.
    private static let toolchainLengthMax = 100

    /// The key of a runtime made by `toolchain` for `interface`, with `options`, of `sources`.
    /// - Throws: `DigesterError` when OpenSSL offers no SHA-256.
    public init(toolchain: String, interface: ServingInterface, options: [String], sources: Digest) throws {
        self.toolchain = toolchain
        self.interface = interface
        self.options = options
        self.sources = sources
        let identity = RuntimeRecord.Key(
            interface: interface.rawValue, options: options, sources: sources, toolchain: toolchain)
        let hex = try Digest.of(CanonicalJSON.encode(identity)).hex
        let shown = Self.plain(toolchain).prefix(Self.toolchainLengthMax)
        name = "\(interface.rawValue)-\(shown)-\(hex.prefix(16))"
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
