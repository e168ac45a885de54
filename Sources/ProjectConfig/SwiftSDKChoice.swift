public import OCISpec

/// A Swift SDK to compile with, as `--swift-sdk` and the key `swift-sdk` name it: `ID`, or `PLATFORM=ID`.
public struct SwiftSDKChoice: Hashable, Sendable {
    /// The SDK's id, as `swift sdk list` shows it.
    public let id: String
    /// The platform that it compiles; nil for every one that it serves.
    public let platform: Platform?

    /// The SDK `id` for `platform`, or for every platform that it serves.
    public init(id: String, for platform: Platform? = nil) {
        self.id = id
        self.platform = platform
    }

    /// Reads `ID` or `PLATFORM=ID`.
    /// - Throws: ``SwiftSDKChoiceError``.
    public init(parsing text: String) throws(SwiftSDKChoiceError) {
        let equals = text.firstIndex(of: "=")
        let id = equals.map { text[text.index(after: $0)...] } ?? text[...]
        guard !id.isEmpty else { throw .unnamed(text) }
        guard let equals else {
            self.init(id: text)
            return
        }
        do throws(PlatformError) {
            self.init(id: String(id), for: try Platform(parsing: String(text[..<equals])))
        } catch {
            throw .badPlatform(error)
        }
    }
}
