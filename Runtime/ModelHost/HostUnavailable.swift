/// The model cannot answer now; the whole request is refused.
public enum HostUnavailable: Error, Equatable, CustomStringConvertible {
    /// It is still being loaded.
    case loading
    /// Loading it failed, for the reason given.
    case loadFailed(String)
    /// The process is about to end.
    case draining

    /// The reason, in words for the caller.
    public var description: String {
        switch self {
        case .loading: "the model is still being loaded"
        case .loadFailed(let reason): "the model could not be loaded: \(reason)"
        case .draining: "the server is shutting down"
        }
    }
}
