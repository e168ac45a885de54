import ModelHost
import RPCServer
import Synchronization

/// Counts the calls that are being answered, and says when a server that drains has answered the last.
///
/// Until then the port stays open: health says NOT_SERVING, and other calls are refused with the reason.
final class CallsInFlight: Sendable {
    private struct State {
        var count = 0
        var isDraining = false
        var waiting: AsyncStream<Never>.Continuation?

        var isDrained: Bool { isDraining && count == 0 }
    }

    private let state = Mutex(State())

    /// Whether draining has begun.
    var isDraining: Bool { state.withLock { $0.isDraining } }

    /// Answers a call with `body`, unless draining has begun.
    /// - Throws: what `body` throws; UNAVAILABLE when draining has begun, and then `body` is not called.
    func answering<Response: Sendable>(_ body: () async throws -> Response) async throws -> Response {
        let accepted = state.withLock { state in
            if !state.isDraining { state.count += 1 }
            return !state.isDraining
        }
        guard accepted else { throw RPCStatus(.unavailable, HostUnavailable.draining.description) }
        defer { end() }
        return try await body()
    }

    /// Lets no call begin from now on; may be called more than once.
    func beginDraining() {
        state.withLock { state in
            state.isDraining = true
            if state.isDrained { state.waiting?.finish() }
        }
    }

    /// Waits until draining has begun and the last call is answered, or the task is cancelled. Called once.
    func drained() async {
        let (waiting, continuation) = AsyncStream.makeStream(of: Never.self)
        state.withLock { state in
            state.waiting = continuation
            if state.isDrained { continuation.finish() }
        }
        for await _ in waiting {}
    }

    private func end() {
        state.withLock { state in
            state.count -= 1
            if state.isDrained { state.waiting?.finish() }
        }
    }
}
