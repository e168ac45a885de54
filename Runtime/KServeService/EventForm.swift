import NIOHTTP1

/// How a request is a CloudEvent
/// ([HTTP binding](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md) §3).
enum EventForm: Sendable, Equatable {
    /// The body is the event, in JSON, with the request in it under `data`. The media type says so.
    case structured
    /// The headers are the event, and the body is the request. The four attributes that an event must have are there.
    case binary

    /// The form of a request with `headers`, or nil when they do not speak of an event: one or two of its attributes do
    /// not make one.
    init?(_ headers: HTTPHeaders) {
        var attributes: Set<String> = []
        for (name, value) in headers {
            if name.utf8.count == 12, Self.isEvent(mediaType: value), name.lowercased() == "content-type" {
                // The media type decides first (§3): the headers may have been added on the way.
                self = .structured
                return
            }
            if Self.isAttribute(name) { attributes.insert(name.lowercased()) }
        }
        guard !attributes.isEmpty, attributes.isSuperset(of: Self.required) else { return nil }
        self = .binary
    }

    private static let required: Set<String> = ["ce-id", "ce-source", "ce-specversion", "ce-type"]

    /// Whether the header `name` is an attribute of an event.
    static func isAttribute(_ name: String) -> Bool {
        // Every request passes here, and hardly any has such a header: two bytes tell.
        var bytes = name.utf8.makeIterator()
        guard let first = bytes.next(), first | 0x20 == UInt8(ascii: "c"), let second = bytes.next(),
            second | 0x20 == UInt8(ascii: "e")
        else { return false }
        return bytes.next() == UInt8(ascii: "-")
    }

    private static func isEvent(mediaType: String) -> Bool {
        guard mediaType.utf8.count >= 28 else { return false }
        return mediaType.prefix { $0 != ";" && $0 != " " }.lowercased() == "application/cloudevents+json"
    }
}
