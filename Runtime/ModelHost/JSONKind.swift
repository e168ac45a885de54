#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The kinds of value that JSON has, in words for a message.
enum JSONKind: String {
    case null
    case boolean = "a boolean"
    case number = "a number"
    case string = "a string"
    case array = "an array"
    case object = "an object"

    /// The kind of the value at `path` in `json`; nil when there is none.
    static func of(_ json: [UInt8], at path: [any CodingKey]) -> JSONKind? {
        // A path that leads nowhere is the answer nil, not a failure.
        try? JSONDecoder().decode(Lookup.self, from: Data(json), configuration: path[...]).kind
    }

    private struct Lookup: DecodableWithConfiguration {
        let kind: JSONKind

        init(from decoder: any Decoder, configuration path: ArraySlice<any CodingKey>) throws {
            guard let key = path.first else {
                kind = JSONKind(of: decoder)
                return
            }
            if let index = key.intValue, var items = try? decoder.unkeyedContainer() {  // else it is an object
                while items.currentIndex < index { _ = try items.decode(Skipped.self) }
                kind = try items.decode(Lookup.self, configuration: path.dropFirst()).kind
            } else {
                let members = try decoder.container(keyedBy: Name.self)
                kind = try members.decode(
                    Lookup.self, forKey: Name(stringValue: key.stringValue), configuration: path.dropFirst()
                ).kind
            }
        }
    }

    /// The kind of the value a decoder stands at: each `try?` asks whether it is of that kind.
    private init(of decoder: any Decoder) {
        if (try? decoder.unkeyedContainer()) != nil {
            self = .array
        } else if (try? decoder.container(keyedBy: Name.self)) != nil {
            self = .object
        } else if let value = try? decoder.singleValueContainer() {
            if value.decodeNil() {
                self = .null
            } else if (try? value.decode(Bool.self)) != nil {
                self = .boolean
            } else if (try? value.decode(String.self)) != nil {
                self = .string
            } else {
                self = .number
            }
        } else {
            self = .null
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { return nil }
    }

    /// Any value, not looked at.
    private struct Skipped: Decodable {
        init(from decoder: any Decoder) {}
    }
}
