import Logging
import Synchronization
import Testing

@testable import ServerLog

struct JSONLogHandlerTests {
    /// The lines that a logger of that handler writes, without their times.
    private func lines(_ log: (inout Logger) -> Void) -> [String] {
        let written = Written()
        var logger = Logger(label: "the \"label\"") { label in
            JSONLogHandler(label: label) { written.add(String(decoding: $0, as: UTF8.self)) }
        }
        log(&logger)
        return written.lines.map { line in
            let parts = line.split(separator: "\"", maxSplits: 4, omittingEmptySubsequences: false)
            return parts.count == 5 && parts[1] == "time" ? "{" + parts[4].dropFirst() : line
        }
    }

    @Test func `an event is one line of JSON`() {
        let lines = lines { $0.error("a \"b\"\nc\u{1}é") }
        #expect(
            lines == [
                "{\"level\":\"error\",\"logger\":\"the \\\"label\\\"\",\"message\":\"a \\\"b\\\"\\nc\\u0001é\"}\n"
            ])
    }

    @Test func `metadata stands beside the rest, sorted, the event's before the logger's`() {
        let lines = lines { logger in
            logger[metadataKey: "b"] = "logger"
            logger[metadataKey: "level"] = "not that"
            logger.info(
                "m", metadata: ["b": "event", "a": ["x", ["k": "v"]], "c": .stringConvertible(5), "time": "never"])
        }
        #expect(
            lines == [
                #"{"level":"info","logger":"the \"label\"","message":"m","a":["x",{"k":"v"}],"b":"event","c":"5"}"#
                    + "\n"
            ])
    }

    @Test func `what is below the level is not written`() {
        #expect(
            lines { logger in
                logger.debug("no")
                logger.logLevel = .debug
                logger.trace("no")
            }.isEmpty)
    }

    @Test func `a time is in UTC with milliseconds`() {
        #expect(JSONLogHandler.format(seconds: 0, milliseconds: 0) == "1970-01-01T00:00:00.000Z")
        #expect(JSONLogHandler.format(seconds: 1_709_251_199, milliseconds: 7) == "2024-02-29T23:59:59.007Z")
    }

    @Test(arguments: [("text", LogFormat.text), ("json", .json), ("xml", nil), ("JSON", nil)])
    func `a format has a name`(name: String, format: LogFormat?) {
        #expect(LogFormat(rawValue: name) == format)
    }
}

private final class Written: Sendable {
    private let stored = Mutex<[String]>([])

    var lines: [String] { stored.withLock { $0 } }

    func add(_ line: String) { stored.withLock { $0.append(line) } }
}
