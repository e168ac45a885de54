import OpenInference
import RPCServer

extension RPCStatus {
    /// How a call ends that failed with `error`. When some of several items failed, the message says which.
    init(_ error: OpenInferenceError) {
        let failed = error.failedItems.map { "\($0)" }.joined(separator: ", ")
        self.init(Self.code(error.code), error.message + (failed.isEmpty ? "" : " (failed items: \(failed))"))
    }

    private static func code(_ code: OpenInferenceError.Code) -> Code {
        switch code {
        case .invalidArgument: .invalidArgument
        case .notFound: .notFound
        case .unavailable: .unavailable
        case .overloaded: .resourceExhausted
        case .timedOut: .deadlineExceeded
        case .unsupported: .unimplemented
        case .modelFailed: .internal
        }
    }
}
