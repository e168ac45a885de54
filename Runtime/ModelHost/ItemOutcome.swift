public import ChassisModel

/// What became of one item: its outputs, or why it has none.
public typealias ItemOutcome = Result<NamedBytes, ItemFailure>

extension [ItemOutcome] {
    /// So many bytes of outputs are written anywhere; requests of that size are read anywhere as well.
    static var bytesWrittenAnywhereMax: Int { 65_536 }

    /// Runs `write`, which makes an answer of these. Of large ones it does so on Swift's pool, since the caller may be on an
    /// event loop, whose other connections would have to wait.
    public func answer<Answer: Sendable, Failure>(
        _ write: () async throws(Failure) -> Answer
    ) async throws(Failure) -> Answer {
        guard byteCount > Self.bytesWrittenAnywhereMax else { return try await write() }
        return try await withTaskExecutorPreference(globalConcurrentExecutor, operation: write)
    }

    private var byteCount: Int {
        reduce(0) { sum, outcome in
            guard case .success(let outputs) = outcome else { return sum }
            return outputs.values.reduce(sum) { $0 + $1.count }
        }
    }
}
