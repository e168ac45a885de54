public import Logging

/// How the server writes its log: `LOG_FORMAT`.
public enum LogFormat: String, Sendable, CaseIterable {
    /// Lines for people, as swift-log writes them. The default.
    case text
    /// A JSON object a line, for machines; see ``JSONLogHandler``.
    case json

    /// What writes the log of `label` to standard error in this format.
    public func handler(label: String) -> any LogHandler {
        switch self {
        case .text: StreamLogHandler.standardError(label: label)
        case .json: JSONLogHandler(label: label)
        }
    }
}
