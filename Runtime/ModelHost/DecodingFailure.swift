#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Why JSON did not decode, for the caller who sent it: `input[3]: expected a number, found a string`.
struct DecodingFailure: Equatable, CustomStringConvertible {
    let description: String

    /// - Parameters:
    ///   - json: what was decoded, known to be JSON; the value at fault is looked up there.
    ///   - name: the name of the input that holds the JSON, or nothing for an object of all inputs.
    init(_ error: DecodingError, json: [UInt8], name: String) {
        func at(_ keys: [any CodingKey], _ text: String) -> String {
            let path = ValuePath(root: name, keys: keys).description
            return path.isEmpty ? text : "\(path): \(text)"
        }
        switch error {
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            let found = JSONKind.of(json, at: context.codingPath)?.rawValue ?? "something else"
            description = at(context.codingPath, "expected \(Self.words(for: type)), found \(found)")
        case .keyNotFound(let key, let context):
            description = at(context.codingPath, "the key \"\(key.stringValue)\" is missing")
        case .dataCorrupted(let context):
            description = at(context.codingPath, Self.words(for: context))
        @unknown default:
            description = at([], "\(error)")
        }
    }

    /// Of a number that its type cannot hold, and of half a surrogate pair, `JSONDecoder` says on Linux that the JSON is
    /// not valid, and not where. The syntax was checked before, so that it can only be one of these.
    private static func words(for context: DecodingError.Context) -> String {
        guard context.codingPath.isEmpty, context.debugDescription == notJSON else { return context.debugDescription }
        return "a value does not fit: a number has a fraction or a sign that is not allowed here or is too large, "
            + "or a string has half a surrogate pair"
    }

    /// What this library's decoder says of text that is not JSON, taken from the decoder itself.
    private static let notJSON: String = {
        do {
            _ = try JSONDecoder().decode(Bool.self, from: Data())
        } catch DecodingError.dataCorrupted(let context) {
            return context.debugDescription
        } catch {}  // the text is then never recognised, and stands as it is
        return ""
    }()

    private static func words(for type: Any.Type) -> String {
        switch type {
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type, is Decimal.Type: "a number"
        case is Bool.Type: "a boolean"
        case is String.Type: "a string"
        case is [Any].Type: "an array"
        case is [String: Any].Type: "an object"
        default: "a value of type \(type)"
        }
    }
}
