/// The model cannot answer now; the whole request is refused.
public enum HostUnavailable: Error, Equatable, CustomStringConvertible {
    /// It is still being loaded.
    case loading
    /// Loading it failed, for the reason given.
    case loadFailed(String)
    /// The process is about to end.
    case draining
    /// All predictions that may run are running, and so many requests as may wait already do: `queueLength`. Asking
    /// again a little later helps.
    case busy(queueLength: Int)
    /// The request was accepted so long ago, and there is no answer yet.
    case timedOut(Duration)

    /// The reason, in words for the caller.
    public var description: String {
        switch self {
        case .loading: "the model is still being loaded"
        case .loadFailed(let reason): "the model could not be loaded: \(reason)"
        case .draining: "the server is shutting down"
        case .busy(let queueLength): "the model is busy and \(queueLength) requests are waiting; try again later"
        case .timedOut(let limit): "the prediction took longer than \(limit)"
        }
    }
}
