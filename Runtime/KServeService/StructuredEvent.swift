/// A CloudEvent in JSON ([JSON format](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md)),
/// as ranges of the bytes it was read from.
struct StructuredEvent: Equatable {
    /// What the event carries.
    enum Data: Equatable {
        /// Any JSON, under `data`.
        case json(Range<Int>)
        /// A string of base64, under `data_base64`.
        case base64(Range<Int>)
    }

    /// What the event carries.
    let data: Data
    /// Each member that an answer may take over, key and value: neither the data nor what names this very event.
    let attributes: [Range<Int>]

    /// What an answer has of its own.
    private static let own: Set<String> = ["id", "time", "source", "type", "specversion", "datacontenttype"]
    private static let required: Set<String> = ["id", "source", "type", "specversion"]

    /// Reads an event; nil when `body` is JSON but lacks one of the attributes that an event must have, or the data.
    init?(parsing body: UnsafeRawBufferPointer) throws(JSONSyntaxError) {
        var scanner = JSONScanner(body, from: body.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        var data: Data?
        var attributes: [Range<Int>] = []
        var names: Set<String> = []
        guard scanner.peek() == UInt8(ascii: "{") else { return nil }
        if try scanner.enterObject() {
            repeat {
                let key = try scanner.key()
                let value = try scanner.skipValue()
                let name = String(decoding: JSONString.text(body, key), as: UTF8.self)
                switch name {
                case "data": data = .json(value)
                case "data_base64" where body[value.lowerBound] == UInt8(ascii: "\""): data = .base64(value)
                case _ where Self.own.contains(name): names.insert(name)
                default: attributes.append(key.lowerBound..<value.upperBound)
                }
            } while try scanner.nextMember()
        }
        try scanner.finish()
        guard let data, names.isSuperset(of: Self.required) else { return nil }
        self.data = data
        self.attributes = attributes
    }
}
