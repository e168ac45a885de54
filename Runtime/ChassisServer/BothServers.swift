public import Logging
public import ModelHost
public import ServerConnections
public import ServerInterface
import Synchronization

/// Two servers in front of one model, each on a port of its own; they begin and end together.
public final class BothServers<First: InferenceServer, Second: InferenceServer>: InferenceServer {
    /// That of the first.
    public static var interface: String { First.interface }

    private let first: First
    private let second: Second

    /// Prepares both.
    /// - Throws: what either throws.
    public init(
        host: ModelHost, environment: RuntimeEnvironment, security: (any SecuritySource)?, logger: Logger
    ) throws {
        first = try First(host: host, environment: environment, security: security, logger: logger)
        second = try Second(host: host, environment: environment, security: security, logger: logger)
    }

    /// Runs both, and calls `onListening` once when both listen. When one cannot listen the other ends as well.
    public func run(onListening: @escaping @Sendable (String) -> Void) async throws {
        let places = Mutex<[Int: String]>([:])
        let heard: @Sendable (Int, String) -> Void = { index, place in
            let all = places.withLock { places -> [Int: String] in
                places[index] = place
                return places
            }
            if let one = all[0], let other = all[1] { onListening("\(one); \(other)") }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [first] in try await first.run { heard(0, $0) } }
            group.addTask { [second] in try await second.run { heard(1, $0) } }
            do {
                try await group.waitForAll()
            } catch {
                group.cancelAll()
                throw error
            }
        }
    }

    /// Ends both.
    public func beginGracefulShutdown() {
        first.beginGracefulShutdown()
        second.beginGracefulShutdown()
    }

    /// Calls `handler` when a client of either asks for the end, at most once for each.
    public func onShutdownRequest(_ handler: @escaping @Sendable () -> Void) {
        first.onShutdownRequest(handler)
        second.onShutdownRequest(handler)
    }
}
