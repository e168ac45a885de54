import NIOCore
import Synchronization

extension RegistryStub {
    /// Holds requests until a test lets them go; a gate that is open stays open.
    public final class Gate: Sendable {
        private struct State {
            var isOpen = false
            var arrived = 0
            var held: [EventLoopPromise<Void>] = []
            var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        }

        private let state = Mutex(State())

        /// A closed gate.
        public init() {}

        /// Lets go those that wait and all that come later.
        public func open() {
            let held = state.withLock { state in
                state.isOpen = true
                defer { state.held = [] }
                return state.held
            }
            for promise in held { promise.succeed() }
        }

        /// Returns when this many requests have come to the gate.
        public func waitForArrivals(_ count: Int = 1) async {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if state.arrived < count { state.watchers.append((count, continuation)) }
                    return state.arrived >= count
                }
                if isThere { continuation.resume() }
            }
        }

        /// Succeeds when the gate is open.
        func passage(on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
            let promise = eventLoop.makePromise(of: Void.self)
            let (isOpen, reached) = state.withLock { state in
                state.arrived += 1
                if !state.isOpen { state.held.append(promise) }
                let reached = state.watchers.filter { $0.count <= state.arrived }
                state.watchers.removeAll { $0.count <= state.arrived }
                return (state.isOpen, reached)
            }
            for watcher in reached { watcher.continuation.resume() }
            if isOpen { promise.succeed() }
            return promise.futureResult
        }
    }
}
