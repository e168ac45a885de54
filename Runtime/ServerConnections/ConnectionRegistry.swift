public import NIOCore
import Synchronization

/// The listening socket and the open connections of one server, so that a drain reaches them all and knows when the
/// last is gone, and so that there are not more of them than a limit.
public final class ConnectionRegistry: Sendable {
    /// The event by which a connection hears that it should end: it takes no new requests, answers those that it has,
    /// and closes itself.
    public struct Drain: Sendable {}

    fileprivate struct State {
        var listener: (any Channel)?
        var connections: [ObjectIdentifier: ConnectionPlace] = [:]
        /// Those that were told to end, to make room. They do not count any more.
        var leaving: Set<ObjectIdentifier> = []
        var isDraining = false
        var drained: EventLoopPromise<Void>?
    }

    private let state = Mutex(State())
    private let limit: Int

    /// A registry without a listening socket and without connections, of which ``admit(_:)`` lets in `limit`.
    public init(limit: Int = .max) {
        self.limit = limit
    }

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

    /// Adds an open connection until it closes, whatever the limit.
    public func add(_ connection: any Channel) {
        state.withLock { $0.connections[ObjectIdentifier(connection)] = ConnectionPlace(connection) }
        watch(connection)
    }

    /// Adds an open connection until it closes, if there is room for it.
    ///
    /// When there are as many as the limit allows, the one that has been idle for longest makes room: it hears
    /// ``Drain``, as if the server were to end. Nil when none is idle; the caller refuses the connection then.
    public func admit(_ connection: any Channel) -> ConnectionPlace? {
        let place = ConnectionPlace(connection)
        let (isAdmitted, leaving) = state.withLock { state -> (Bool, ConnectionPlace?) in
            var leaving: ConnectionPlace?
            if state.connections.count - state.leaving.count >= limit {
                guard let (id, idle) = state.longestIdle() else { return (false, nil) }
                state.leaving.insert(id)
                leaving = idle
            }
            state.connections[ObjectIdentifier(connection)] = place
            return (true, leaving)
        }
        leaving?.connection.pipeline.fireUserInboundEventTriggered(Drain())
        guard isAdmitted else { return nil }
        watch(connection)
        return place
    }

    private func watch(_ connection: any Channel) {
        connection.closeFuture.whenComplete { _ in
            self.update { state in
                state.connections[ObjectIdentifier(connection)] = nil
                state.leaving.remove(ObjectIdentifier(connection))
            }
        }
        if isDraining { connection.pipeline.fireUserInboundEventTriggered(Drain()) }
    }

    /// Closes the listening socket, and then tells every connection: a client whose connection ends, and who comes again,
    /// must not find the port still open. May be called more than once, and before all else.
    public func drain() {
        let listener = state.withLock { state in
            state.isDraining = true
            return state.listener
        }
        guard let listener else { return tellConnections() }
        listener.close().whenComplete { _ in self.tellConnections() }
    }

    private func tellConnections() {
        for place in state.withLock({ Array($0.connections.values) }) {
            place.connection.pipeline.fireUserInboundEventTriggered(Drain())
        }
    }

    /// Closes everything, and drops what is still being answered.
    public func closeAll() {
        drain()
        for place in state.withLock({ Array($0.connections.values) }) {
            place.connection.close(promise: nil)
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

extension ConnectionRegistry.State {
    /// The connection that has been idle for longest, of those that were not told to end before. It looks at all of
    /// them, some microseconds for a thousand: that is paid by new connections beyond the limit, and not by requests.
    fileprivate func longestIdle() -> (ObjectIdentifier, ConnectionPlace)? {
        var longest: (id: ObjectIdentifier, place: ConnectionPlace, since: UInt64)?
        for (id, place) in connections where !leaving.contains(id) {
            guard let since = place.idleTime, since < longest?.since ?? .max else { continue }
            longest = (id, place, since)
        }
        return longest.map { ($0.id, $0.place) }
    }
}
