public import NIOCore

/// Where the messages of one streaming call go.
public struct RPCResponses: Sendable {
    let send: @Sendable (ByteBuffer) async throws -> Void

    /// Sends `message`; returns when the connection has taken it.
    /// - Throws: when the client is gone.
    public func write(_ message: ByteBuffer) async throws {
        try await send(message)
    }
}
