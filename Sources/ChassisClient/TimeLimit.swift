/// A limit on how long something may take.
enum TimeLimit {
    /// Runs `body`, which must end soon after it is cancelled, for at most `limit`.
    /// - Throws: what `body` throws; ``ClientError/deadlineExceeded(after:)``.
    static func within<Result: Sendable>(
        _ limit: Duration?, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        guard let limit else { return try await body() }
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else {
                throw ClientError.deadlineExceeded(after: limit)
            }
            return result
        }
    }
}
