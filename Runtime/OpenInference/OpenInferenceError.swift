import ChassisModel
import ModelHost

/// Why a request of the Open Inference Protocol has no answer, for REST and for gRPC.
public struct OpenInferenceError: Error, Equatable, CustomStringConvertible {
    /// What kind of failure it is; each protocol has its own number for it.
    public enum Code: Sendable, Equatable, CaseIterable {
        /// The request is malformed, or does not fit the model.
        case invalidArgument
        /// There is no such model, version or path.
        case notFound
        /// The model is not loaded, or the server is about to end.
        case unavailable
        /// More requests wait than the server allows.
        case overloaded
        /// The prediction took longer than it may.
        case timedOut
        /// What is asked for is not offered.
        case unsupported
        /// The model failed, or its answer is not what it declares.
        case modelFailed
    }

    /// What kind of failure it is.
    public let code: Code
    /// What is wrong, and what to do where that is not plain.
    public let message: String
    /// The indexes of the items that failed, when a request had several and not all of it is at fault.
    public let failedItems: [Int]

    /// A failure, in words for the caller.
    public init(_ code: Code, _ message: String, failedItems: [Int] = []) {
        self.code = code
        self.message = message
        self.failedItems = failedItems
    }

    /// A request that is malformed or does not fit the model.
    static func invalid(_ message: String) -> OpenInferenceError { OpenInferenceError(.invalidArgument, message) }

    /// The message alone.
    public var description: String { message }
}

extension OpenInferenceError {
    /// The failure of a request whose model, served as `name`, cannot answer.
    init(_ unavailable: HostUnavailable, model name: String) {
        switch unavailable {
        case .loading, .loadFailed, .draining: self = .notReady(model: name)
        case .busy: self.init(.overloaded, unavailable.description)
        case .timedOut: self.init(.timedOut, unavailable.description)
        }
    }

    /// The model was to be unloaded.
    public static let cannotUnload = OpenInferenceError(
        .unsupported, "This server holds one model for as long as it runs; it cannot be unloaded.")

    /// The model is known and does not answer now.
    static func notReady(model name: String) -> OpenInferenceError {
        OpenInferenceError(.unavailable, "Model with name \(name) is not ready.")
    }

    /// The failure of a request of `count` items of which the model has no answer to some.
    ///
    /// The protocol knows no failure of a single item, so the request fails as a whole. The caller is told the first
    /// failure, and which items are concerned.
    /// - Parameter failures: by the index of the item, in order, at least one.
    init(_ failures: [(index: Int, failure: ItemFailure)], of count: Int) {
        let causes = failures.map(\.failure.cause)
        let code: Code =
            if causes.allSatisfy({ $0 == .invalidInput }) {
                .invalidArgument
            } else if causes.allSatisfy({ $0 == .unsupported }) {
                .unsupported
            } else {
                .modelFailed
            }
        let first = failures.first
        let message = first?.failure.message ?? "the model failed"
        if count > 1, let first {
            self.init(code, "item \(first.index): \(message)", failedItems: failures.map(\.index))
        } else {
            self.init(code, message)
        }
    }
}
