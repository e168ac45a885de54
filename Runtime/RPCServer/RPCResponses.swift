public import NIOCore

/// The messages that a client sends in one call, in their order; it ends when the client has sent its last.
public typealias RPCRequests = AsyncThrowingStream<ByteBuffer, any Error>

/// Where the messages of one streaming call go.
public struct RPCResponses: Sendable {
    let send: @Sendable (ByteBuffer) async throws -> Void

    /// Sends `message`; returns when the connection has taken it.
    /// - Throws: when the client is gone.
    public func write(_ message: ByteBuffer) async throws {
        try await send(message)
    }
}
