import Synchronization

/// The state of a registry, for the connections' event loops and for the test.
final class SharedState: Sendable {
    private let state: Mutex<RegistryState>

    init(_ state: sending RegistryState) {
        self.state = Mutex(state)
    }

    func withLock<Result, Failure: Error>(
        _ body: (inout sending RegistryState) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        try state.withLock(body)
    }
}
