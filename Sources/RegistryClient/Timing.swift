#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The clocks and the dice of the client, so that a test has its own.
struct Timing: Sendable {
    /// The time that has passed since some moment before; it does not go backwards.
    var now: @Sendable () -> Duration
    /// The seconds since 1970, by the clock that people set.
    var secondsSinceEpoch: @Sendable () -> Int64
    /// Waits, and ends at once with `CancellationError` when the task is cancelled.
    var sleep: @Sendable (Duration) async throws -> Void
    /// A number from 0 up to, but not including, 1.
    var random: @Sendable () -> Double
    /// How long somebody who has given up is kept waiting while the registry is told, by the machine's clock.
    var farewell = Duration.seconds(1)

    /// The machine's own.
    static let system: Timing = {
        let clock = ContinuousClock()
        let start = clock.now
        return Timing(
            now: { clock.now - start },
            secondsSinceEpoch: { Int64(time(nil)) },
            sleep: { try await clock.sleep(for: $0) },
            random: { Double.random(in: 0..<1) })
    }()
}
