import NIOCore
import ServerConnections
import Testing

@testable import RPCServer

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the methods of a test's server do beside answering.
struct ServedMethods: Sendable {
    /// Called when `Wait` or `Hold` begins.
    var onWait: @Sendable () -> Void = {}
    /// Called when a `Wait` is cancelled.
    var onCancel: @Sendable () -> Void = {}
    /// What `Hold` waits for.
    var mayAnswer: @Sendable () async -> Void = {}

    /// `Echo` and `Stream` answer what they get, `Fail` fails, `Wait` waits until it is cancelled, `Hold` as the test
    /// says, `Zeros` answers a million zeros, `Ask` answers what it knows of its call.
    var handlers: [String: RPCHandler] {
        [
            "/T/Echo": .unary { message, _ in message },
            "/T/Fail": .unary { _, _ in throw RPCStatus(.notFound, "no such détail") },
            "/T/Wait": .unary { [onWait, onCancel] message, _ in
                onWait()
                await withTaskCancellationHandler {
                    try? await Task.sleep(for: .seconds(60))  // it throws when the call is cancelled: the end of a wait
                } onCancel: {
                    onCancel()
                }
                return message
            },
            "/T/Hold": .unary { [onWait, mayAnswer] message, _ in
                onWait()
                await mayAnswer()
                return message
            },
            "/T/Zeros": .unary { _, _ in ByteBuffer(repeating: 0, count: 1_000_000) },
            "/T/Ask": .unary { _, call in
                ByteBuffer(string: "\(call.requestID ?? "none") \(call.metadata("traceparent") ?? "none") \(call.peer)")
            },
            "/T/Stream": .streaming { requests, responses, _ in
                for try await message in requests { try await responses.write(message) }
            },
        ]
    }
}

/// Runs a server on a port of the loopback address for as long as `body` lasts.
func withServer(
    _ methods: ServedMethods = ServedMethods(), handlers: [String: RPCHandler]? = nil,
    security: (any ConnectionSecurity)? = nil, observer: RPCObserver? = nil,
    limits change: (inout RPCServer.Limits) -> Void = { _ in },
    _ body: @escaping @Sendable (_ port: Int, _ server: RPCServer) async throws -> Void
) async throws {
    var limits = RPCServer.Limits()
    limits.messageBytes = 65536
    change(&limits)
    let server = RPCServer(
        handlers: handlers ?? methods.handlers, limits: limits, security: security, observer: observer)
    let (socket, port) = try boundSocket()
    try await withThrowingTaskGroup(of: Void.self) { group in
        let (listening, listener) = AsyncStream.makeStream(of: Void.self)
        group.addTask {
            defer { listener.finish() }
            try await server.run(listeningOn: socket) { listener.yield() }
        }
        group.addTask {
            defer { server.beginGracefulShutdown() }
            for await _ in listening { break }
            try await body(port, server)
        }
        try await group.waitForAll()
    }
}

/// One call on a connection of its own.
func call(
    _ port: Int, _ path: String, _ pieces: [[UInt8]], _ more: [(String, String)] = []
) async throws -> WireClient.Answer {
    let client = try await WireClient(port: port)
    let answer = try await client.send(WireClient.headers(path, more), pieces: pieces)
    try await client.close()
    return answer
}

/// Waits until `condition` holds, at most half a minute, which is for machines that do much else.
func eventually(_ what: String, _ condition: () -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(30)
    while !condition() {
        try #require(ContinuousClock.now < end, "\(what): not within half a minute")
        try await Task.sleep(for: .milliseconds(2))
    }
}

/// A socket bound to a port of the loopback address that the system chooses.
private func boundSocket() throws -> (descriptor: CInt, port: Int) {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutableBytes(of: &address) { bytes -> CInt in
        let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
        let bound = bind(descriptor, pointer, length)
        return bound == 0 ? getsockname(descriptor, pointer, &length) : bound
    }
    try #require(result == 0, "the loopback address cannot be bound")
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
}
