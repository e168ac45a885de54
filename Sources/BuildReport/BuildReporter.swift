/// Hears of a build's events; called from any task, in the order of the events of one step.
public protocol BuildReporter: Sendable {
    /// Takes note of `event` and returns at once.
    func report(_ event: BuildEvent)
}

extension BuildReporter {
    /// Runs `body` as the step `step`: reports its begin, and its end with the summary that `summarize` makes.
    public func step<Result>(
        _ step: BuildStep, _ title: String, isolation: isolated (any Actor)? = #isolation,
        summarize: (Result) -> String, _ body: () async throws -> Result
    ) async throws -> Result {
        let clock = ContinuousClock()
        let start = clock.now
        report(.began(step, title: title))
        let result = try await body()
        report(.ended(step, summary: summarize(result), duration: clock.now - start))
        return result
    }
}

/// Hears nothing: for callers that want the result alone.
public struct SilentReporter: BuildReporter {
    /// A reporter that ignores every event.
    public init() {}

    /// Ignores `event`.
    public func report(_ event: BuildEvent) {}
}
