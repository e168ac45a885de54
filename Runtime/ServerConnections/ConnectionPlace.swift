import NIOCore
import Synchronization

/// One connection's place among those of a ``ConnectionRegistry``.
///
/// The connection says here when it is idle, so that the registry can end the one that has been so for longest when it
/// needs room. Saying so costs one store, since it is said twice for each request.
public final class ConnectionPlace: Sendable {
    let connection: any Channel
    /// When the connection became idle, in nanoseconds of a monotonic clock; 0 while it is busy.
    private let idleSince: Atomic<UInt64>

    init(_ connection: any Channel) {
        self.connection = connection
        idleSince = Atomic(NIODeadline.now().uptimeNanoseconds)
    }

    /// The connection waits for its client's next request, from now on. It is so, too, before its first one.
    public func becomeIdle() {
        idleSince.store(NIODeadline.now().uptimeNanoseconds, ordering: .relaxed)
    }

    /// A request has begun to arrive.
    public func becomeBusy() {
        idleSince.store(0, ordering: .relaxed)
    }

    /// Since when it has been idle; nil while it is busy.
    var idleTime: UInt64? {
        let time = idleSince.load(ordering: .relaxed)
        return time == 0 ? nil : time
    }
}
