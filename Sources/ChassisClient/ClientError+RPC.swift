import RPCClient

extension ClientError {
    /// What a gRPC call of the server at `address` ended with.
    init(_ error: RPCClientError, from address: ServerAddress) {
        self =
            switch error {
            case .notConnected(let reason): .unreachable(address, reason: reason)
            case .untrusted(let reason): .untrusted(address, reason: reason)
            case .notGRPC(let found): .wrongProtocol(address, found: found)
            case .disconnected(let reason): .disconnected(address, reason: reason)
            case .status(.unavailable, let message): .unavailable(message: message, retryAfter: nil)
            case .status(let code, let message): .refused(.grpc(code.rawValue), message: message)
            case .deadlineExceeded(let limit): .deadlineExceeded(after: limit)
            case .answerTooLarge(let limit): .answerTooLarge(bytesMax: limit)
            case .malformedAnswer(let reason): .invalidAnswer(reason: reason)
            case .closed: .closed
            }
    }
}
