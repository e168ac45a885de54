import ChassisModel
import ModelHost
import Testing

@testable import KServeService

struct KServeSettingsTests {
    private func settings(_ variables: [String: String], _ arguments: [String] = []) throws -> KServeSettings {
        try KServeSettings(
            RuntimeEnvironment(variables: variables, arguments: arguments),
            metadata: ModelMetadata(name: "own name", version: "1"))
    }

    @Test(arguments: [
        (
            ["HTTP_PORT": "http"],
            RuntimeEnvironmentError.malformed(
                name: "HTTP_PORT", value: "http", expected: "a port number from 0 to 65535")
        ),
        (
            ["HTTP_MAX_BODY_BYTES": "64M"],
            .malformed(
                name: "HTTP_MAX_BODY_BYTES", value: "64M", expected: "a number of bytes, at least 1")
        ),
        (
            ["HTTP_MAX_BODY_BYTES": "0"],
            .malformed(
                name: "HTTP_MAX_BODY_BYTES", value: "0", expected: "a number of bytes, at least 1")
        ),
        (
            ["HTTP_MAX_CONNECTIONS": "-1"],
            .malformed(
                name: "HTTP_MAX_CONNECTIONS", value: "-1", expected: "a number of connections, at least 1")
        ),
        (
            ["HTTP_IDLE_TIMEOUT": "0"],
            .malformed(
                name: "HTTP_IDLE_TIMEOUT", value: "0", expected: "a number of seconds above 0, at most 86400")
        ),
        (
            ["HTTP_SEND_TIMEOUT": "nan"],
            .malformed(
                name: "HTTP_SEND_TIMEOUT", value: "nan", expected: "a number of seconds above 0, at most 86400")
        ),
        (["LOG_REQUESTS": "yes"], .malformed(name: "LOG_REQUESTS", value: "yes", expected: "on or off")),
        (["CE_SOURCE": "a\nb"], .malformed(name: "CE_SOURCE", value: "a\nb", expected: "printable ASCII")),
    ])
    func `a malformed variable is refused by name`(variables: [String: String], error: RuntimeEnvironmentError) {
        #expect(throws: error) { try settings(variables) }
    }

    @Test(
        arguments: [
            ([:], [], 8080), (["PORT": "81"], [], 81), (["PORT": "81", "HTTP_PORT": "82"], [], 82),
            (["HTTP_PORT": "82"], ["--http_port=83"], 83), (["HTTP_PORT": ""], [], 8080),
        ] as [([String: String], [String], Int)])
    func `an argument wins over HTTP_PORT, and that over PORT`(
        variables: [String: String], arguments: [String], port: Int
    ) throws {
        #expect(try settings(variables, arguments).port == port)
    }

    @Test func `an argument wins over MODEL_NAME, and that over the model's own name`() throws {
        #expect(try settings([:]).modelName == "own name")
        #expect(try settings(["MODEL_NAME": "variable"]).modelName == "variable")
        #expect(try settings(["MODEL_NAME": "variable"], ["--model_name", "argument"]).modelName == "argument")
    }

    @Test func `limits are those of the variables, else the defaults`() throws {
        let changed = try settings([
            "HTTP_MAX_BODY_BYTES": "1000", "HTTP_MAX_HEADER_BYTES": "2000", "HTTP_MAX_CONNECTIONS": "3",
            "HTTP_IDLE_TIMEOUT": "4", "HTTP_HEADER_TIMEOUT": "0.5", "HTTP_BODY_TIMEOUT": "6", "HTTP_SEND_TIMEOUT": "7",
        ]).limits
        #expect(changed.bodyBytesMax == 1000)
        #expect(changed.headBytesMax == 2000)
        #expect(changed.connectionsMax == 3)
        #expect(changed.idle == .seconds(4))
        #expect(changed.head == .milliseconds(500))
        #expect(changed.body == .seconds(6))
        #expect(changed.send == .seconds(7))
        let usual = try settings([:]).limits
        #expect(usual.bodyBytesMax == 64 << 20)
        #expect(usual.connectionsMax == 1024)
        #expect(usual.idle == .seconds(120))
    }

    @Test func `the table of variables has a row for each, with the default that holds`() throws {
        let names = KServeSettings.documentedVariables.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(
            KServeSettings.documentedVariables.map(\.row).contains(
                "| `HTTP_IDLE_TIMEOUT` | from an answer to the next request, and to the first; then the connection is "
                    + "closed | 120 | seconds |"))
    }
}
