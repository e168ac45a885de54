public import NIOCore
import Synchronization

/// The listening socket and the open connections of one server, so that a drain reaches them all and knows when the
/// last is gone.
public final class ConnectionRegistry: Sendable {
    /// The event by which a connection hears that it should end: it takes no new requests, answers those that it has,
    /// and closes itself.
    public struct Drain: Sendable {}

    private struct State {
        var listener: (any Channel)?
        var connections: [ObjectIdentifier: any Channel] = [:]
        var isDraining = false
        var drained: EventLoopPromise<Void>?
    }

    private let state = Mutex(State())

    /// A registry without a listening socket and without connections.
    public init() {}

    /// Whether ``drain()`` was called.
    public var isDraining: Bool { state.withLock { $0.isDraining } }

    /// Takes over the listening socket, and closes it at once when the drain has begun already. The future is fulfilled
    /// when the socket and, after that, all connections are closed.
    public func listen(on listener: any Channel) -> EventLoopFuture<Void> {
        let drained = listener.eventLoop.makePromise(of: Void.self)
        let isDraining = state.withLock { state in
            state.listener = listener
            state.drained = drained
            return state.isDraining
        }
        listener.closeFuture.whenComplete { _ in
            self.update { $0.listener = nil }
        }
        if isDraining { listener.close(promise: nil) }
        return drained.futureResult
    }

    /// Adds an open connection until it closes.
    public func add(_ connection: any Channel) {
        let isDraining = state.withLock { state in
            state.connections[ObjectIdentifier(connection)] = connection
            return state.isDraining
        }
        connection.closeFuture.whenComplete { _ in
            self.update { $0.connections[ObjectIdentifier(connection)] = nil }
        }
        if isDraining { connection.pipeline.fireUserInboundEventTriggered(Drain()) }
    }

    /// Closes the listening socket and tells every connection. May be called more than once, and before all else.
    public func drain() {
        let (listener, connections) = state.withLock { state in
            state.isDraining = true
            return (state.listener, Array(state.connections.values))
        }
        listener?.close(promise: nil)
        for connection in connections {
            connection.pipeline.fireUserInboundEventTriggered(Drain())
        }
    }

    /// Closes everything, and drops what is still being answered.
    public func closeAll() {
        drain()
        for connection in state.withLock({ Array($0.connections.values) }) {
            connection.close(promise: nil)
        }
    }

    private func update(_ change: (inout State) -> Void) {
        let drained = state.withLock { state -> EventLoopPromise<Void>? in
            change(&state)
            guard state.listener == nil, state.connections.isEmpty else { return nil }
            return state.drained.take()
        }
        drained?.succeed()
    }
}
