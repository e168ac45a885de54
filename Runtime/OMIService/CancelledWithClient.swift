import GRPCCore

/// Runs `operation` as part of a call, in a task that is cancelled when the client gives up: it cancels the call, its
/// deadline passes, or its connection breaks. The transport by itself cancels no task.
///
/// The transport tells that it shuts down in the same way. A call that must still be answered then says so in
/// `isShuttingDown`, and is not cancelled.
func cancelledWithClient<Value: Sendable>(
    unless isShuttingDown: @escaping @Sendable () -> Bool = { false },
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let task = Task { try await operation() }
    return try await withTaskCancellationHandler {
        try await withRPCCancellationHandler {
            try await task.value
        } onCancelRPC: {
            if !isShuttingDown() { task.cancel() }
        }
    } onCancel: {
        task.cancel()
    }
}
