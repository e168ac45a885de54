/// A piece of JSON that is known to be correct.
struct JSONToken: Equatable {
    enum Kind: Equatable {
        case openObject, closeObject, openArray, closeArray, colon, comma
        /// With its quotes.
        case string
        /// A number, `true`, `false` or `null`.
        case scalar
    }

    let kind: Kind
    /// Where it stands in the text.
    let range: Range<Int>

    /// The pieces of `json`, without white space.
    static func tokens(of json: [UInt8]) -> [JSONToken] {
        var tokens: [JSONToken] = []
        var position = 0
        while position < json.count {
            let start = position
            let kind: Kind
            switch json[position] {
            case 0x20, 0x09, 0x0A, 0x0D:
                position += 1
                continue
            case UInt8(ascii: "{"): kind = .openObject
            case UInt8(ascii: "}"): kind = .closeObject
            case UInt8(ascii: "["): kind = .openArray
            case UInt8(ascii: "]"): kind = .closeArray
            case UInt8(ascii: ":"): kind = .colon
            case UInt8(ascii: ","): kind = .comma
            case UInt8(ascii: "\""):
                kind = .string
                position = endOfString(in: json, from: position + 1) - 1
            default:
                kind = .scalar
                position = endOfScalar(in: json, from: position) - 1
            }
            position += 1
            tokens.append(JSONToken(kind: kind, range: start..<position))
        }
        return tokens
    }

    private static func endOfString(in json: [UInt8], from start: Int) -> Int {
        var position = start
        while position < json.count, json[position] != UInt8(ascii: "\"") {
            position += json[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(position + 1, json.count)
    }

    private static func endOfScalar(in json: [UInt8], from start: Int) -> Int {
        let ends: Set<UInt8> = [
            0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"),
        ]
        return json[start...].firstIndex { ends.contains($0) } ?? json.count
    }
}
