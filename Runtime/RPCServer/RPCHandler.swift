public import NIOCore

/// What answers the calls of one method. Messages are the serialised bytes, without gRPC's five-byte prefix.
public enum RPCHandler: Sendable {
    /// One message in, one message out.
    case unary(@Sendable (_ request: ByteBuffer, _ call: RPCCall) async throws -> ByteBuffer)
    /// Any number of messages each way; the call ends well when the handler returns.
    case streaming(@Sendable (_ requests: RPCRequests, _ responses: RPCResponses, _ call: RPCCall) async throws -> Void)
}
