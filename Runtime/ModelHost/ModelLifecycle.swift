import ServerMetrics
import Synchronization

/// Where the model stands, the model itself once it is loaded, and who wants to hear of changes.
final class ModelLifecycle: Sendable {
    private struct Contents {
        let ready: Gauge
        var state: ModelHost.State = .loading
        var loadWasCalled = false
        var outcome: Result<LoadedModel, LoadFailure>?
        var listeners: [Int: AsyncStream<ModelHost.State>.Continuation] = [:]
        var listenerCount = 0

        mutating func move(to newState: ModelHost.State) {
            guard state != newState else { return }
            state = newState
            ready.set(newState == .ready ? 1 : 0)
            for listener in listeners.values { listener.yield(newState) }
        }
    }

    private struct LoadFailure: Error {
        let reason: String
    }

    private let contents: Mutex<Contents>

    /// - Parameter ready: becomes 1 when the model is ready, and 0 again.
    init(ready: Gauge) {
        contents = Mutex(Contents(ready: ready))
    }

    deinit {
        let listeners = contents.withLock { $0.listeners }
        for listener in listeners.values { listener.finish() }
    }

    var state: ModelHost.State { contents.withLock { $0.state } }

    /// The current state, then every change. A listener that does not read holds at most the four states there are.
    func states() -> AsyncStream<ModelHost.State> {
        let (stream, continuation) = AsyncStream.makeStream(of: ModelHost.State.self)
        contents.withLock { contents in
            let id = contents.listenerCount
            contents.listenerCount += 1
            contents.listeners[id] = continuation
            continuation.onTermination = { [weak self] _ in
                self?.contents.withLock { _ = $0.listeners.removeValue(forKey: id) }
            }
            continuation.yield(contents.state)
        }
        return stream
    }

    /// Notes that loading begins, which happens once.
    func beginLoading() {
        contents.withLock {
            precondition(!$0.loadWasCalled, "a model is loaded once")
            $0.loadWasCalled = true
        }
    }

    /// Notes the loaded model. A host that drains already keeps draining.
    func becomeReady(_ loaded: LoadedModel) {
        contents.withLock {
            $0.outcome = .success(loaded)
            if $0.state == .loading { $0.move(to: .ready) }
        }
    }

    /// Notes why there is no model. A host that drains already keeps draining.
    func becomeFailed(_ reason: String) {
        contents.withLock {
            $0.outcome = .failure(LoadFailure(reason: reason))
            if $0.state == .loading { $0.move(to: .failed(reason)) }
        }
    }

    /// Drains from now on, for good.
    func beginDraining() {
        contents.withLock { $0.move(to: .draining) }
    }

    /// The model; a host that drains still gives it out, for requests that were accepted before.
    func loaded() throws(HostUnavailable) -> LoadedModel {
        let (outcome, state) = contents.withLock { ($0.outcome, $0.state) }
        switch outcome {
        case .success(let loaded): return loaded
        case .failure(let failure): throw .loadFailed(failure.reason)
        case nil: throw state == .draining ? .draining : .loading
        }
    }
}
