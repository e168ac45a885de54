import JSONCoding
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What came of decoding or encoding: a value, or the kind of error with its type and path.
enum Outcome<Value: Equatable>: Equatable {
    case value(Value)
    case error(String)

    init(_ body: () throws -> Value) {
        do {
            self = .value(try body())
        } catch let error as DecodingError {
            self = .error(Self.words(for: error))
        } catch EncodingError.invalidValue(let value, let context) {
            self = .error("invalid value \(value) at \(Self.words(for: context.codingPath))")
        } catch {
            self = .error("\(error)")
        }
    }

    var isError: Bool {
        if case .error = self { true } else { false }
    }

    private static func words(for error: DecodingError) -> String {
        switch error {
        case .typeMismatch(let type, let context): "no \(type) at \(words(for: context.codingPath))"
        case .valueNotFound(let type, let context): "null for \(type) at \(words(for: context.codingPath))"
        case .keyNotFound(let key, let context): "no key \(key.stringValue) at \(words(for: context.codingPath))"
        case .dataCorrupted(let context): "corrupted at \(words(for: context.codingPath))"
        @unknown default: "\(error)"
        }
    }

    private static func words(for path: [any CodingKey]) -> String {
        path.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
    }
}

/// What this module makes of `text`.
func ours<T: Decodable & Equatable>(_ type: T.Type, _ text: String) -> Outcome<T> {
    Outcome { try JSON.decode(type, from: Array(text.utf8)) }
}

/// What Foundation makes of `text`.
func theirs<T: Decodable & Equatable>(_ type: T.Type, _ text: String) -> Outcome<T> {
    Outcome { try JSONDecoder().decode(type, from: Data(text.utf8)) }
}

/// The JSON that this module makes of `value`.
func ours(_ value: some Encodable) -> Outcome<String> {
    Outcome { String(decoding: try JSON.encode(value), as: UTF8.self) }
}

/// The JSON that Foundation makes of `value`, set to write as this module does.
func theirs(_ value: some Encodable) -> Outcome<String> {
    Outcome {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

/// Expects that both decoders make the same of `text`. Of text that is not JSON, Foundation may have more to say when it
/// finds another kind of value than it wants and looks no further; and of two errors in a dictionary it tells any.
func expectAgreement<T: Decodable & Equatable>(
    _ type: T.Type, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    let (ours, theirs) = (ours(type, text), theirs(type, text))
    let isJSON = (try? JSONDocument(Array(text.utf8))) != nil
    if !isJSON || T.self is any DictionaryType.Type, ours.isError, theirs.isError { return }
    #expect(ours == theirs, "\(type) from \(text)", sourceLocation: sourceLocation)
}

private protocol DictionaryType {}
extension Dictionary: DictionaryType {}
