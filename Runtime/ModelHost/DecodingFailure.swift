import JSONCoding

/// Why JSON did not decode, for the caller who sent it: `input[3]: expected a number, found a string`.
struct DecodingFailure: Equatable, CustomStringConvertible {
    let description: String

    /// - Parameters:
    ///   - document: what was decoded; the value at fault is looked up there.
    ///   - name: the name of the input that holds the JSON, or nothing for an object of all inputs.
    init(_ error: DecodingError, document: JSONDocument, name: String) {
        func at(_ keys: [any CodingKey], _ text: String) -> String {
            let path = ValuePath(root: name, keys: keys).description
            return path.isEmpty ? text : "\(path): \(text)"
        }
        switch error {
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            let found = document.kind(at: context.codingPath)?.rawValue ?? "something else"
            description = at(context.codingPath, "expected \(Self.words(for: type)), found \(found)")
        case .keyNotFound(let key, let context):
            description = at(context.codingPath, "the key \"\(key.stringValue)\" is missing")
        case .dataCorrupted(let context):
            description = at(context.codingPath, Self.words(for: context))
        @unknown default:
            description = at([], "\(error)")
        }
    }

    /// Of a value that does not fit its type, the decoder does not tell the place.
    private static func words(for context: DecodingError.Context) -> String {
        guard context.underlyingError is UnfitValue else { return context.debugDescription }
        return "a value does not fit: a number has a fraction or a sign that is not allowed here or is too large, "
            + "or a string has half a surrogate pair"
    }

    private static func words(for type: Any.Type) -> String {
        switch type {
        case is any BinaryInteger.Type: "a whole number"
        case is any SignedNumeric.Type: "a number"
        case is Bool.Type: "a boolean"
        case is String.Type: "a string"
        case is [Any].Type: "an array"
        case is [String: Any].Type: "an object"
        default: "a value of type \(type)"
        }
    }
}
