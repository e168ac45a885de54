import ModelHost

/// Runs `operation`, and cancels it when `host` begins to drain: a stream that a client keeps open would otherwise keep
/// the server from ending.
func untilDraining(_ host: ModelHost, _ operation: @escaping @Sendable () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await operation() }
        group.addTask { for await state in host.states() where state == .draining { return } }
        defer { group.cancelAll() }
        try await group.next()
    }
}
