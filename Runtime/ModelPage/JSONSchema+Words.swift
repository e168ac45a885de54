import SchemaProbe

extension JSONSchema {
    /// What it is, in a few words: `list of numbers`.
    var words: String { words(many: false) }

    private func words(many: Bool) -> String {
        func count(_ noun: String) -> String { many ? noun + "s" : noun }
        switch self {
        case .any, .reference: return count("value")
        case .null: return "null"
        case .boolean: return count("boolean")
        case .integer: return count("whole number")
        case .number: return count("number")
        case .string(.text): return count("text")
        case .string(.base64): return "bytes in base64"
        case .string(.uri): return count("address")
        case .string(.uuid): return count("UUID")
        case .enumeration(let values):
            let names = values.prefix(8).map { String(decoding: $0.bytes, as: UTF8.self) }
            return names.joined(separator: " or ") + (values.count > 8 ? " or …" : "")
        case .array(let element): return count("list") + " of " + element.words(many: true)
        case .object(let properties):
            let names = properties.prefix(8).map(\.name)
            guard !names.isEmpty else { return count("object") }
            return count("object") + " with " + names.joined(separator: ", ") + (properties.count > 8 ? ", …" : "")
        case .dictionary(let value): return count("object") + " of " + value.words(many: true)
        case .alternatives(let schemas): return schemas.map { $0.words(many: many) }.joined(separator: " or ")
        }
    }
}
