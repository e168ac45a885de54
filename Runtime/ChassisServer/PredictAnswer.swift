import ChassisModel
import JSONCoding
import ModelHost

/// What a process that was started with `--predict` writes: the outputs of the item, their bytes in base64, or why there
/// are none.
///
///     {"outputs":{"results.json":"WzEsMl0="}}
///     {"error":{"cause":"model","message":"…"}}
enum PredictAnswer {
    /// Who is at fault, as the build tool reads it.
    enum Cause: String, Encodable {
        case invalidInput, model, unsupported, notLoaded
    }

    case outputs(NamedBytes)
    case error(Cause, message: String)

    /// The answer that stands for the `outcome` of the item.
    init(_ outcome: ItemOutcome) {
        switch outcome {
        case .success(let outputs): self = .outputs(outputs)
        case .failure(let failure): self = .error(Cause(failure.cause), message: failure.message)
        }
    }

    /// The answer when there is no model to ask.
    init(_ reason: HostUnavailable) {
        if case .loadFailed(let reason) = reason {
            self = .error(.notLoaded, message: reason)
        } else {
            self = .error(.notLoaded, message: "\(reason)")
        }
    }

    /// Whether there are outputs.
    var succeeded: Bool {
        if case .outputs = self { true } else { false }
    }

    /// The JSON, with sorted keys and without a newline at its end.
    func encoded() throws -> [UInt8] { try JSON.encode(self) }
}

extension PredictAnswer: Encodable {
    private enum Key: CodingKey { case outputs, error }
    private enum ErrorKey: CodingKey { case cause, message }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .outputs(let outputs):
            try container.encode(outputs.mapValues { Base64Bytes($0) }, forKey: .outputs)
        case .error(let cause, let message):
            var error = container.nestedContainer(keyedBy: ErrorKey.self, forKey: .error)
            try error.encode(cause, forKey: .cause)
            try error.encode(message, forKey: .message)
        }
    }
}

extension PredictAnswer.Cause {
    fileprivate init(_ cause: ItemFailure.Cause) {
        switch cause {
        case .invalidInput: self = .invalidInput
        case .model: self = .model
        case .unsupported: self = .unsupported
        }
    }
}
