/// One JSON object on one line, its members in the order in which they are added.
struct JSONLine: CustomStringConvertible {
    private var members: [String] = []

    /// An object that begins with the members `event` and `time`.
    init(event: String, at time: Duration) {
        add("event", event)
        add("time", time)
    }

    var description: String { "{\(members.joined(separator: ","))}" }

    mutating func add(_ key: String, _ text: String) { members.append("\"\(key)\":\(Self.quoted(text))") }

    mutating func add(_ key: String, _ number: some BinaryInteger) { members.append("\"\(key)\":\(number)") }

    /// Adds seconds, to the millisecond.
    mutating func add(_ key: String, _ duration: Duration) {
        members.append("\"\(key)\":\((duration / .milliseconds(1)).rounded() / 1000)")
    }

    mutating func add(_ key: String, _ texts: [String]) {
        members.append("\"\(key)\":[\(texts.map(Self.quoted).joined(separator: ","))]")
    }

    /// `text` as a JSON string (RFC 8259, section 7).
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            case "\u{0}"..<"\u{20}":
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
