import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The wishes that the process end, from signals and from clients; the first one counts.
final class StopRequests: Sendable {
    private let stream: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// Wishes from SIGTERM and SIGINT, whose default of ending the process at once is switched off, and SIGPIPE
    /// ignored: a client that hangs up is an error of one write, not of the process.
    static func signals() -> StopRequests {
        let requests = StopRequests()
        signal(SIGPIPE, SIG_IGN)
        for (number, name) in [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                withExtendedLifetime(source) { requests.request(name) }  // the cycle keeps both until the process ends
            }
            source.resume()
        }
        return requests
    }

    /// Wishes for an end; `reason` goes into the log.
    func request(_ reason: String) {
        continuation.yield(reason)
    }

    /// Waits for the first wish and returns its reason, or nil when the task is cancelled.
    func first() async -> String? {
        for await reason in stream { return reason }
        return nil
    }
}
