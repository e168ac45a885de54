import NIOCore
public import RPCServer
public import SwiftProtobuf

extension RPCHandler {
    /// A method from one protobuf message to another.
    public static func unary<Request: Message, Response: Message>(
        _ answer: @escaping @Sendable (Request, RPCCall) async throws -> Response
    ) -> RPCHandler {
        .unary { (bytes: ByteBuffer, call: RPCCall) in
            try encoded(try await answer(try decoded(bytes), call))
        }
    }

    /// A method from a stream of protobuf messages to another.
    public static func streaming<Request: Message, Response: Message>(
        _ answer:
            @escaping @Sendable (
                _ requests: AsyncThrowingMapSequence<RPCRequests, Request>,
                _ send: @escaping @Sendable (Response) async throws -> Void
            ) async throws -> Void
    ) -> RPCHandler {
        .streaming { requests, responses, _ in
            try await answer(requests.map { try decoded($0) }) { try await responses.write(try encoded($0)) }
        }
    }

    private static func decoded<Request: Message>(_ bytes: ByteBuffer) throws -> Request {
        do {
            return try Request(serializedBytes: MessageBytes(bytes))
        } catch {
            throw RPCStatus(.invalidArgument, "the message is no \(Request.protoMessageName): \(error)")
        }
    }

    private static func encoded(_ response: some Message) throws -> ByteBuffer {
        let bytes: MessageBytes = try response.serializedBytes()
        return bytes.buffer
    }
}
