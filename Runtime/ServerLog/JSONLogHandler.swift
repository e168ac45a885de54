import JSONCoding
public import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes a log as one JSON object a line.
///
///     {"time":"2026-01-31T12:00:00.001Z","level":"info","logger":"chassis","message":"request","request_id":"…"}
///
/// The metadata stands beside the rest, sorted, all of it as strings, arrays and objects of strings. A key of the same
/// name as one of the first four is left out.
public struct JSONLogHandler: LogHandler {
    /// Events below it are not written.
    public var logLevel = Logger.Level.info
    /// What stands in every line, unless the event says otherwise.
    public var metadata = Logger.Metadata()

    private let label: String
    private let write: @Sendable ([UInt8]) -> Void

    /// A handler for the log `label`, onto standard error.
    public init(label: String) {
        self.init(label: label) { line in
            // One call, so that lines of several threads do not mix. That a log cannot be written, nobody can be told.
            _ = line.withUnsafeBytes { Self.standardError($0) }
        }
    }

    /// A handler that gives each line, with its line break, to `write`.
    init(label: String, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.label = label
        self.write = write
    }

    /// The value of ``metadata`` under `key`.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes the line of `event`, with the time of now.
    public func log(event: LogEvent) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let time = Self.format(seconds: now.tv_sec, milliseconds: now.tv_nsec / 1_000_000)
        var values = metadata.merging(event.metadata ?? [:]) { $1 }
        if let error = event.error { values["error"] = values["error"] ?? "\(error)" }
        write(line(time: time, level: event.level, message: "\(event.message)", metadata: values))
    }

    /// The line of an event, with its line break.
    func line(time: String, level: Logger.Level, message: String, metadata: Logger.Metadata) -> [UInt8] {
        var line = Array("{\"time\":".utf8) + JSON.quoted(time)
        line += Array(",\"level\":".utf8) + JSON.quoted(level.rawValue)
        line += Array(",\"logger\":".utf8) + JSON.quoted(label)
        line += Array(",\"message\":".utf8) + JSON.quoted(message)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where !Self.ownKeys.contains(key) {
            line += Array(",".utf8) + JSON.quoted(key) + Array(":".utf8) + Self.json(value)
        }
        return line + Array("}\n".utf8)
    }

    private static let ownKeys: Set<String> = ["time", "level", "logger", "message"]

    private static func json(_ value: Logger.MetadataValue) -> [UInt8] {
        switch value {
        case .string(let text): return JSON.quoted(text)
        case .stringConvertible(let value): return JSON.quoted(value.description)
        case .array(let values):
            return Array("[".utf8) + values.map(json).joined(separator: ",".utf8) + Array("]".utf8)
        case .dictionary(let values):
            let members = values.sorted { $0.key < $1.key }.map {
                JSON.quoted($0.key) + Array(":".utf8) + json($0.value)
            }
            return Array("{".utf8) + members.joined(separator: ",".utf8) + Array("}".utf8)
        }
    }

    /// The moment `seconds` and `milliseconds` after 1970 began, in UTC (RFC 3339).
    static func format(seconds: Int, milliseconds: Int) -> String {
        var (seconds, parts) = (time_t(seconds), tm())
        gmtime_r(&seconds, &parts)
        func padded(_ number: some BinaryInteger, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let date = "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2))"
        let time = "\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2))"
        return "\(date)T\(time).\(padded(milliseconds, 3))Z"
    }

    private static func standardError(_ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
            Musl.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        #elseif canImport(Darwin)
            Darwin.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        #endif
    }
}
