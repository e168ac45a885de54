import Synchronization

/// A client's wish that the process ends, told to one handler, once.
final class StopSignal: Sendable {
    private let handler = Mutex<(@Sendable () -> Void)?>(nil)

    /// Sets what the first signal calls.
    func onFirst(_ handler: @escaping @Sendable () -> Void) {
        self.handler.withLock { $0 = handler }
    }

    /// Calls the handler, unless an earlier signal did.
    func send() {
        handler.withLock { $0.take() }?()
    }
}
