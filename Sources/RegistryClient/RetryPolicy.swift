/// How often and after how long a request is tried again. Pure: neither clock nor dice are in it.
struct RetryPolicy: Sendable {
    /// What to do about a failure.
    enum Decision: Hashable, Sendable {
        /// Try again after this time.
        case wait(Duration)
        /// Do not: there were enough tries.
        case giveUp
        /// Do not: the server asks for a longer wait than anybody wants to sit through.
        case asksTooLong(Duration)
    }

    /// The tries of one request, the first among them. With the delays below, five waits of 15 s on average in all.
    var triesMax = 6
    /// The tries when no connection comes about, which is more often a mistake in the name than an accident.
    var connectTriesMax = 3
    /// The longest delay before the second try; it doubles with each further one. "Full jitter": the delay is anything
    /// from 0 to that, so that clients that failed together do not come back together.
    var firstDelayMax: Duration = .milliseconds(1000)
    /// The longest delay that we choose ourselves.
    var delayMax: Duration = .seconds(30)
    /// The longest wait that a server may ask for.
    var retryAfterMax: Duration = .seconds(300)

    /// - Parameters:
    ///   - failures: How often the request has failed, this time included; at least 1.
    ///   - random: From 0 to 1.
    func decide(_ cause: RetryCause, failures: Int, random: Double) -> Decision {
        if case .status(_, let after?) = cause, after > retryAfterMax { return .asksTooLong(after) }
        let max = if case .notConnected = cause { connectTriesMax } else { triesMax }
        guard failures < max else { return .giveUp }
        if case .status(_, let after?) = cause { return .wait(after) }
        var longest = firstDelayMax
        for _ in 1..<failures where longest < delayMax { longest *= 2 }
        return .wait(min(longest, delayMax) * random)
    }
}
