#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// JSON of any shape, to be compared with another.
enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number without a fraction that fits; whether `1` or `1.0` was written does not matter.
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The value of a JSON text; nil when it is none.
    init?(json: [UInt8]) {
        // Why it is no JSON does not help: the decoder does not say where.
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(json)) else { return nil }
        self = value
    }
}

extension JSONValue: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // Each refused type is an answer here, not an error: the next one is tried, numbers first since outputs are
        // mostly made of them.
        if container.decodeNil() {
            self = .null
        } else if let number = try? container.decode(Double.self) {
            let whole = number == number.rounded() ? try? container.decode(Int64.self) : nil
            self = whole.map(JSONValue.integer) ?? .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let values = try? container.decode([JSONValue].self) {
            self = .array(values)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }
}

extension JSONValue: CustomStringConvertible {
    /// How many characters of a text are shown.
    private static let textMax = 60

    /// The value as a message shows it: what has parts is named, not written out.
    var description: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let text): text.count > Self.textMax ? "\"\(text.prefix(Self.textMax))…\"" : "\"\(text)\""
        case .array(let values): values.count == 1 ? "a list of 1 value" : "a list of \(values.count) values"
        case .object: "an object"
        }
    }
}
