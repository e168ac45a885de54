import ModelHost
import RPCServer
import Synchronization

/// Counts the calls that are being answered, and says when a server that drains has answered the last.
///
/// Until then the port stays open: health says NOT_SERVING, and other calls are refused with the reason.
public final class CallsInFlight: Sendable {
    private struct State {
        var count = 0
        var isDraining = false
        var waiting: AsyncStream<Never>.Continuation?
        var waitingForBegin: [Int: AsyncStream<Never>.Continuation] = [:]
        var nextWaiter = 0

        var isDrained: Bool { isDraining && count == 0 }
    }

    private let state = Mutex(State())

    /// A count of no calls.
    public init() {}

    /// Whether draining has begun.
    public var isDraining: Bool { state.withLock { $0.isDraining } }

    /// Answers a call with `body`, unless draining has begun.
    /// - Throws: what `body` throws; UNAVAILABLE when draining has begun, and then `body` is not called.
    public func answering<Response: Sendable>(_ body: () async throws -> Response) async throws -> Response {
        let accepted = state.withLock { state in
            if !state.isDraining { state.count += 1 }
            return !state.isDraining
        }
        guard accepted else { throw RPCStatus(.unavailable, HostUnavailable.draining.description) }
        defer { end() }
        return try await body()
    }

    /// Lets no call begin from now on; may be called more than once.
    public func beginDraining() {
        state.withLock { state in
            state.isDraining = true
            if state.isDrained { state.waiting?.finish() }
            for waiting in state.waitingForBegin.values { waiting.finish() }
            state.waitingForBegin = [:]
        }
    }

    /// Waits until draining has begun, or the task is cancelled. May be called by any number of tasks.
    func drainingBegan() async {
        let (waiting, continuation) = AsyncStream.makeStream(of: Never.self)
        let id = state.withLock { state -> Int? in
            guard !state.isDraining else { return nil }
            state.nextWaiter += 1
            state.waitingForBegin[state.nextWaiter] = continuation
            return state.nextWaiter
        }
        guard let id else { return }
        for await _ in waiting {}
        state.withLock { _ = $0.waitingForBegin.removeValue(forKey: id) }
    }

    /// Runs `operation`, and cancels it when draining begins: a stream that a client keeps open would otherwise keep the
    /// server from ending.
    func untilDraining(_ operation: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await operation() }
            group.addTask { await self.drainingBegan() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Waits until draining has begun and the last call is answered, or the task is cancelled. Called once.
    public func drained() async {
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
