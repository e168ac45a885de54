/// Reads one `WWW-Authenticate` header from left to right.
struct ChallengeParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ header: String) {
        bytes = Array(header.utf8)
    }

    mutating func challenges() -> [Challenge] {
        var found: [Challenge] = []
        while true {
            skip(" \t,")
            guard position < bytes.count else { return found }
            guard let scheme = token() else {
                position += 1  // no character of a scheme: somebody's mistake, after which a challenge may still follow
                continue
            }
            found.append(Challenge(scheme: scheme.lowercased(), parameters: parameters()))
        }
    }

    /// The parameters up to the next scheme, which is a name without `=` after it.
    private mutating func parameters() -> [String: String] {
        var parameters: [String: String] = [:]
        skipNamelessValue()
        while true {
            let start = position
            skip(" \t,")
            guard let name = token()?.lowercased(), let value = value() else {
                position = start
                return parameters
            }
            // A name that comes twice is a mistake of the server; the first counts.
            if parameters[name] == nil { parameters[name] = value }
        }
    }

    /// Passes over the value without a name that `Negotiate` and its like have: it follows the scheme without a comma, and
    /// is no parameter.
    private mutating func skipNamelessValue() {
        let start = position
        skip(" \t")
        let begin = position
        let isParameter = token() != nil && value() != nil
        position = isParameter ? start : begin
        guard !isParameter else { return }
        while position < bytes.count, !" \t,".utf8.contains(bytes[position]) { position += 1 }
    }

    /// What stands after `=`, with white space around it, which old servers send; nil when there is no `=` and value.
    private mutating func value() -> String? {
        let start = position
        skip(" \t")
        guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else {
            position = start
            return nil
        }
        position += 1
        skip(" \t")
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return quoted() }
        let text = unquoted()
        if text.isEmpty { position = start }
        return text.isEmpty ? nil : text
    }

    private mutating func quoted() -> String {
        position += 1
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            if bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count { position += 1 }
            text.append(bytes[position])
            position += 1
        }
        position = min(position + 1, bytes.count)
        return String(decoding: text, as: UTF8.self)
    }

    /// A value without quotes. More is taken than a token allows, since servers write addresses so.
    private mutating func unquoted() -> String {
        let start = position
        while position < bytes.count, !" \t,\"".utf8.contains(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func token() -> String? {
        let start = position
        while position < bytes.count, Self.isTokenByte(bytes[position]) { position += 1 }
        return start == position ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func skip(_ characters: String) {
        while position < bytes.count, characters.utf8.contains(bytes[position]) { position += 1 }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
