/// Adds up the parts of a request that are of one kind.
struct Stopwatch {
    private(set) var total = Duration.zero
    private var start: ContinuousClock.Instant?

    /// Whether it was ever started.
    private(set) var isUsed = false

    mutating func begin() {
        isUsed = true
        start = .now
    }

    mutating func end() {
        guard let begun = start else { return }
        total += .now - begun
        start = nil
    }
}
