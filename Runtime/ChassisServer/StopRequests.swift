import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The wishes that the process end, from signals and from clients; the first one counts, and a second one hastens.
final class StopRequests: Sendable {
    private let stream: AsyncStream<StopReason>
    private let continuation: AsyncStream<StopReason>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(2))
    }

    /// Wishes from SIGTERM and SIGINT, whose default of ending the process at once is switched off, and SIGPIPE
    /// ignored: a client that hangs up is an error of one write, not of the process.
    static func signals() -> StopRequests {
        let requests = StopRequests()
        signal(SIGPIPE, SIG_IGN)
        for (number, reason) in [(SIGTERM, StopReason.terminated), (SIGINT, .interrupted)] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                // The cycle keeps both until the process ends.
                withExtendedLifetime(source) { requests.request(reason) }
            }
            source.resume()
        }
        return requests
    }

    /// Wishes for an end; the reason goes into the log.
    func request(_ reason: StopReason) {
        continuation.yield(reason)
    }

    /// Waits for the next wish and returns its reason, or nil when the task is cancelled.
    func next() async -> StopReason? {
        for await reason in stream { return reason }
        return nil
    }

    /// Waits for the next wish, for at most `limit`.
    func next(within limit: Duration) async {
        await withTaskGroup { group in
            group.addTask { _ = await self.next() }
            group.addTask {
                try? await Task.sleep(for: limit)  // it throws when the other one was first
            }
            await group.next()
            group.cancelAll()
        }
    }
}
