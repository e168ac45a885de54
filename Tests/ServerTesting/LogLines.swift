public import Logging
import Synchronization

/// A log whose lines a test may read.
public final class LogLines: Sendable {
    private let written = Mutex<[String]>([])

    /// An empty log.
    public init() {}

    /// Each `level: message key=value…`, the metadata sorted.
    public var lines: [String] { written.withLock { $0 } }

    /// What writes into it, from the lowest level on.
    public var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var logLevel = Logger.Level.trace
        var metadata = Logger.Metadata()

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let metadata = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            lines.written.withLock { $0.append("\(event.level): \(event.message)\(metadata.joined())") }
        }
    }
}
