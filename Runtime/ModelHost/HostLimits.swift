public import ChassisModel

/// How much a ``ModelHost`` does at one time, and for how long.
public struct HostLimits: Sendable, Equatable {
    /// Predictions at one time, at least 1: requests that are with the model, or batches when ``batchWait`` is not zero.
    public var concurrency: Int
    /// Requests that may wait while that many predictions run; one more is refused as ``HostUnavailable/busy(queueLength:)``.
    ///
    /// When batches are collected, requests that wait for theirs count here, and at least as many as fill one batch may.
    public var queueLength: Int
    /// The time from accepting a request to its last item's answer, waiting included, as its caller sees it; nil is no
    /// limit. Beyond, it fails as ``HostUnavailable/timedOut(_:)``.
    public var predictTimeout: Duration?
    /// Items that a batch model is given in one call, at least 1.
    public var batchSizeMax: Int
    /// How long the first item of a batch waits for items of other requests; zero, and no request waits for another.
    public var batchWait: Duration

    /// What `metadata` says, and a thread a core.
    public init(metadata: ModelMetadata) {
        concurrency = PredictionExecutor.defaultThreadCount
        queueLength = 1000
        predictTimeout = Self.limit(metadata.timeouts.run)
        batchSizeMax = max(1, metadata.batchSize)
        batchWait = .zero
    }

    /// The same, unless `MAX_CONCURRENCY`, `MAX_QUEUE` (requests), `PREDICT_TIMEOUT` (seconds, 0 is no limit),
    /// `MAX_BATCH_SIZE` (items) or `MAX_BATCH_WAIT` (seconds) say otherwise.
    /// - Throws: ``RuntimeEnvironmentError`` for a variable that is not such a number.
    public init(_ environment: RuntimeEnvironment, metadata: ModelMetadata) throws(RuntimeEnvironmentError) {
        let usual = HostLimits(metadata: metadata)
        concurrency = try environment.integer("MAX_CONCURRENCY", in: 1...1024, default: usual.concurrency)
        queueLength = try environment.integer("MAX_QUEUE", in: 0...1_000_000, default: usual.queueLength)
        predictTimeout = Self.limit(
            try environment.duration("PREDICT_TIMEOUT", default: usual.predictTimeout ?? .zero))
        batchSizeMax = try environment.integer("MAX_BATCH_SIZE", in: 1...65_536, default: usual.batchSizeMax)
        batchWait = try environment.duration("MAX_BATCH_WAIT", default: .zero)
    }

    /// Zero is how metadata and environment say that there is no limit.
    private static func limit(_ duration: Duration) -> Duration? { duration > .zero ? duration : nil }
}
