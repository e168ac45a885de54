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

    @Test func `the size of a body is 64 MiB unless said otherwise`() throws {
        #expect(try settings([:]).limits.bodyBytesMax == 64 << 20)
        #expect(try settings(["HTTP_MAX_BODY_BYTES": "1000"]).limits.bodyBytesMax == 1000)
    }
}
