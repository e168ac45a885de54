import NIOCore
import Synchronization
import Testing

@testable import RPCClient

/// Runs `body` with a scripted server and a client of it.
@discardableResult
func withScript<Result: Sendable>(
    callsPerConnection: Int = 100, limits: RPCLimits = .patient,
    _ script: @escaping @Sendable (ScriptedCall) -> Void,
    onHeaders: @escaping @Sendable (ScriptedCall) -> Void = { _ in },
    _ body: @Sendable (RPCClient, ScriptedServer) async throws -> Result
) async throws -> Result {
    let server = try await ScriptedServer.start(
        callsPerConnection: callsPerConnection, onHeaders: onHeaders, script: script)
    let client = try RPCClient(host: "127.0.0.1", port: server.port, limits: limits)
    do {
        let result = try await body(client, server)
        await client.close()
        await server.stop()
        return result
    } catch {
        await client.close()
        await server.stop()
        throw error
    }
}

/// Calls that wait to be answered, for a script to keep and its test to look at.
final class WaitingCalls: Sendable {
    private let calls: Mutex<[ScriptedCall]> = Mutex([])
    private let arrivals: AsyncStream<Void>
    private let arrived: AsyncStream<Void>.Continuation

    init() {
        (arrivals, arrived) = AsyncStream.makeStream()
    }

    /// How many there are so far.
    var count: Int { calls.withLock { $0.count } }

    func add(_ call: ScriptedCall) {
        calls.withLock { $0.append(call) }
        arrived.yield()
    }

    /// All calls so far, once there are `count`.
    func first(_ count: Int) async -> [ScriptedCall] {
        for await _ in arrivals {
            let all = calls.withLock { $0 }
            if all.count >= count { return all }
        }
        return []
    }
}

extension RPCClient {
    /// A call with text both ways.
    func call(_ path: String, _ text: String, timeout: Duration? = .seconds(120)) async throws -> String {
        String(buffer: try await call(path, ByteBuffer(string: text), timeout: timeout))
    }
}

extension RPCLimits {
    /// For a machine that has much else to do.
    static var patient: RPCLimits {
        var limits = RPCLimits()
        limits.connectTimeout = .seconds(120)
        return limits
    }
}
