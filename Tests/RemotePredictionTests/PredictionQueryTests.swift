import ChassisClient
import ChassisModel
import KServeService
import Logging
import ModelHost
import OMIService
import ServerInterface
import Testing

@testable import RemotePrediction

@Suite(.timeLimit(.minutes(3))) struct PredictionQueryTests {
    /// A number's square and its bytes.
    struct Squarer: RawExplainingModel {
        static let metadata = ModelMetadata(
            name: "squarer", version: "1",
            outputs: [ModelOutput(name: "square"), ModelOutput(name: "raw", mediaType: .octetStream)])

        init(context: ModelContext) {}

        func predict(_ input: NamedBytes) throws -> NamedBytes {
            let text = String(decoding: input["input", default: []], as: UTF8.self)
            guard let number = Int(text) else { throw InvalidInput("\(text) is no number") }
            return ["square": Array("\(number * number)".utf8), "raw": [0xFF, 0]]
        }

        func explain(_ input: NamedBytes) -> [UInt8] { Array(#""times itself""#.utf8) }
    }

    private static let three = PredictionInput.json(Array("3".utf8))

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @discardableResult
    private func withServer<Result: Sendable>(
        _ type: any InferenceServer.Type, _ body: @Sendable (Int) async throws -> Result
    ) async throws -> Result {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let host = ModelHost(Squarer.self, context: ModelContext(modelDirectory: ""), logger: logger)
        let environment = try RuntimeEnvironment(variables: ["PSC_MODEL_PORT": "0", "HTTP_PORT": "0"])
        let server = try type.init(host: host, environment: environment, security: nil, logger: logger)
        let (listening, listener) = AsyncStream.makeStream(of: String.self)
        let serving = Task {
            defer { listener.finish() }
            try await server.run { listener.yield($0) }
        }
        await host.load()
        let line = try #require(await listening.first { _ in true }, "the server never listened")
        let port = try #require(line.firstMatch(of: /:([0-9]+)/).flatMap { Int($0.1) }, "no port in \(line)")
        do {
            let result = try await body(port)
            server.beginGracefulShutdown()
            _ = await serving.result
            return result
        } catch {
            serving.cancel()
            throw error
        }
    }

    private func query(
        _ port: Int, _ schemes: [ServerAddress.Scheme], _ input: PredictionInput = three
    ) -> PredictionQuery {
        PredictionQuery(places: schemes.map { ServerAddress($0, host: "127.0.0.1", port: port) }, input: input)
    }

    /// The answer to a question with everything that can be asked for.
    private func asked(_ port: Int, _ scheme: ServerAddress.Scheme) async throws -> PredictionResult {
        var query = query(port, [scheme], .named(["input": InputValue("4")]))
        query.explains = true
        query.count = 3
        query.folder = "out"
        query.model = "squarer"
        return try await query.run()
    }

    private func diagnostic(_ query: PredictionQuery) async -> String {
        let error = await #expect(throws: PredictionError.self) { try await query.run() }
        return error?.diagnostics.map(\.description).joined() ?? ""
    }

    @Test func `either server is found by trying, and answers in its form`() async throws {
        for schemes: [ServerAddress.Scheme] in [[.grpc, .http], [.http, .grpc]] {
            try await withServer(OMIServer.self) { port in
                let result = try await query(port, schemes).run()
                #expect(result.address.scheme == .grpc)
                #expect(text(result.json) == #"{"outputs":{"raw":{"b64":"/wA="},"square":9}}"#)
            }
            try await withServer(KServeServer.self) { port in
                let result = try await query(port, schemes).run()
                #expect(result.address.scheme == .http)
                #expect(text(result.json) == #"{"predictions":[{"raw":{"b64":"/wA="},"square":9}]}"#)
            }
        }
    }

    @Test func `named inputs, explanations, files and repetition work with both`() async throws {
        try await withServer(OMIServer.self) { port in
            let result = try await asked(port, .grpc)
            #expect(
                text(result.json)
                    == #"{"outputs":{"explanation":"times itself","raw":{"file":"out/raw"},"square":16}}"#)
            #expect(result.files == [OutputFile(name: "raw", bytes: [0xFF, 0])])
            #expect(result.durations.count == 3)
        }
        try await withServer(KServeServer.self) { port in
            let result = try await asked(port, .http)
            #expect(
                text(result.json)
                    == #"{"predictions":[{"raw":{"file":"out/raw"},"square":16}],"explanations":["times itself"]}"#)
            #expect(result.files == [OutputFile(name: "raw", bytes: [0xFF, 0])])
            #expect(result.durations.count == 3)
        }
    }

    @Test func `a failure says what the model said`() async throws {
        let input = PredictionInput.named(["input": InputValue("three")])
        try await withServer(OMIServer.self) { port in
            #expect(await diagnostic(query(port, [.grpc], input)).contains("three is no number"))
        }
        try await withServer(KServeServer.self) { port in
            #expect(await diagnostic(query(port, [.http], input)).contains("three is no number"))
        }
    }

    @Test func `a model of another name is not asked`() async throws {
        try await withServer(OMIServer.self) { port in
            var query = query(port, [.grpc])
            query.model = "cuber"
            #expect(await diagnostic(query).contains("the server has the model squarer, not cuber"))
        }
        try await withServer(KServeServer.self) { port in
            var query = query(port, [.http])
            query.model = "cuber"
            let text = await diagnostic(query)
            #expect(text.contains("Model with name cuber does not exist."))
            #expect(text.contains("try: look what is served with `curl http://127.0.0.1:\(port)/v1/models`"))
        }
    }

    @Test func `the wrong protocol is told with the right one`() async throws {
        try await withServer(KServeServer.self) { port in
            #expect(await diagnostic(query(port, [.grpc])).contains("write http://127.0.0.1:\(port) instead"))
        }
        try await withServer(OMIServer.self) { port in
            #expect(await diagnostic(query(port, [.http])).contains("write grpc://127.0.0.1:\(port) instead"))
        }
    }

    @Test func `where nobody listens the hint is how to start a server`() async throws {
        let port = try await withServer(OMIServer.self) { $0 }
        #expect(
            await diagnostic(query(port, [.grpc, .http])) == """
                error: nothing listens on 127.0.0.1:\(port)
                  try: start it with `chassis-build run`, or a container with its port published (-p)
                """)
        let places = [
            ServerAddress(.http, host: "127.0.0.1", port: port), ServerAddress(.grpc, host: "localhost", port: port),
        ]
        let text = await diagnostic(PredictionQuery(places: places, input: Self.three))
        #expect(text.contains("nothing listens on http://127.0.0.1:\(port) and grpc://localhost:\(port)"))
    }
}
