import ModelHost
import RPCServer
import Synchronization

/// Counts the calls that are being answered, and says when a server that drains has answered the last.
///
/// The transport can drain by itself, but it begins with GOAWAY on every connection, and the published OMI client
/// (grpclib) closes a connection when it reads that, losing the calls it waits for. So the transport is told to shut
/// down only when no call is left.
final class CallsInFlight: Sendable {
    private struct State {
        var count = 0
        var isDraining = false
        /// Whether a call was answered after draining began.
        var answeredLate = false
        var waiting: AsyncStream<Never>.Continuation?

        var isDrained: Bool { isDraining && count == 0 }
    }

    /// How long the last answer has to leave, and to be read, before GOAWAY follows on its connection.
    private static let grace: Duration = .milliseconds(100)

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
        if state.withLock({ $0.answeredLate }) {
            try? await Task.sleep(for: Self.grace)  // a cancelled server has nothing to wait for
        }
    }

    private func end() {
        state.withLock { state in
            state.count -= 1
            state.answeredLate = state.isDraining
            if state.isDrained { state.waiting?.finish() }
        }
    }
}
