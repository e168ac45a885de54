#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a model server that is started with `--predict` writes to standard output.
enum PredictAnswer: Equatable {
    /// The bytes of each output, by name.
    case outputs([String: [UInt8]])
    /// Why there are none; `cause` is one word, of which a newer server may have others.
    case error(cause: String, message: String)

    /// Reads what a server wrote. Keys that are not known here are ignored: the server may be newer.
    /// - Throws: `DecodingError`.
    init(json: [UInt8]) throws {
        self = try JSONDecoder().decode(PredictAnswer.self, from: Data(json))
    }
}

extension PredictAnswer: Decodable {
    private enum Key: CodingKey { case outputs, error }

    private struct Failure: Decodable {
        let cause: String
        let message: String
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let failure = try container.decodeIfPresent(Failure.self, forKey: .error) {
            self = .error(cause: failure.cause, message: failure.message)
        } else {
            self = .outputs(try container.decode([String: Data].self, forKey: .outputs).mapValues { Array($0) })
        }
    }
}
