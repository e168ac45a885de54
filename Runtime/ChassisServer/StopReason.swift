/// Why the process is to end.
enum StopReason: Sendable, Equatable, CustomStringConvertible {
    /// SIGTERM, which an orchestrator sends.
    case terminated
    /// SIGINT, which a person sends.
    case interrupted
    /// A client's call.
    case called
    /// The model could not be loaded, and the environment says that a server without one shall not stay.
    case loadFailed

    var description: String {
        switch self {
        case .terminated: "SIGTERM"
        case .interrupted: "SIGINT"
        case .called: "shutdown call"
        case .loadFailed: "the model could not be loaded"
        }
    }

    /// Whether clients may go on sending for a while because nobody has told them: an orchestrator takes a container
    /// out of its lists while it sends the signal, not before.
    var leavesClientsUntold: Bool { self == .terminated }
}
