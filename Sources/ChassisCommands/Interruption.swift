import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Ctrl-C and its kind, as cancellation: the children of the task end their processes and remove their files.
enum Interruption {
    /// Runs `body` in a task that SIGINT, SIGTERM or SIGHUP cancels.
    /// - Throws: what `body` throws; once interrupted, that is an error of cancellation.
    static func cancels<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result
    {
        let task = Task(operation: body)
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number) { _ in }  // not SIG_IGN, which the processes that are started would inherit
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { task.cancel() }
            source.resume()
            return source
        }
        defer { sources.forEach { $0.cancel() } }
        return try await task.value
    }
}
