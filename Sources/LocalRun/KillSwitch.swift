import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Ends servers at once, for a user who does not want to wait until they have answered what they hold.
///
/// Cancelling comes first and this second: it cuts the wait short, and does not keep anybody from starting a server.
public final class KillSwitch: Sendable {
    private struct State {
        var groups: Set<pid_t> = []
        var isPulled = false
    }

    private let state = Mutex(State())

    /// A switch that no server depends on yet.
    public init() {}

    /// Kills the process groups of the servers that run, and of those that are started from now on.
    public func pull() {
        state.withLock { state in
            state.isPulled = true
            for group in state.groups { Self.kill(group) }
        }
    }

    /// Notes that a server has the process group `group`.
    func add(_ group: pid_t) {
        state.withLock { state in
            state.groups.insert(group)
            if state.isPulled { Self.kill(group) }
        }
    }

    /// Notes that the server of `group` has ended, and kills what it has left behind.
    func remove(_ group: pid_t) {
        state.withLock { state in
            state.groups.remove(group)
            Self.kill(group)
        }
    }

    /// Fails when nothing is left of the group, which is usual and fine.
    private static func kill(_ group: pid_t) {
        #if canImport(Darwin)
            _ = Darwin.kill(-group, SIGKILL)
        #elseif canImport(Musl)
            _ = Musl.kill(-group, SIGKILL)
        #else
            _ = Glibc.kill(-group, SIGKILL)
        #endif
    }
}
