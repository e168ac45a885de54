/// A media type such as `application/json`, without parameters.
public struct MediaType: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The type in lower case, for example `image/png`.
    public let description: String

    /// The media type `text`; parameters after a `;` are dropped and letters are lowered.
    public init(_ text: String) {
        let essence = text.prefix { $0 != ";" }
        description = essence.filter { $0 != " " && $0 != "\t" }.lowercased()
    }

    /// The media type a literal names.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// `application/json`
    public static let json: MediaType = "application/json"
    /// `text/plain`
    public static let text: MediaType = "text/plain"
    /// `application/octet-stream`
    public static let octetStream: MediaType = "application/octet-stream"

    /// Whether the bytes are JSON: `application/json`, `text/json`, or any type that ends with `+json` (RFC 6839).
    public var isJSON: Bool {
        self == .json || description == "text/json" || description.hasSuffix("+json")
    }

    /// Whether the bytes are text in UTF-8.
    public var isText: Bool { description.hasPrefix("text/") }
}
