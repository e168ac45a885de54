import GRPCCore
import GRPCNIOTransportHTTP2Posix
import OMIProtocol
import OMIStubs
import Testing

@Suite(.timeLimit(.minutes(1)))
struct HealthTests {
    private typealias Client = Grpc_Health_V1_Health.Client<HTTP2ClientTransport.Posix>
    private typealias Status = Grpc_Health_V1_HealthCheckResponse.ServingStatus

    @Test func `a service that is not known is not found`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            try await test.withClient { client in
                let error = await #expect(throws: RPCError.self) { try await Self.check("modzymodel", client) }
                #expect(error?.code == .notFound)
            }
        }
    }

    @Test(arguments: ["", "ModzyModel"])
    func `a service serves once the model is loaded`(service: String) async throws {
        try await withServer(of: CompleteModel.self) { test in
            try await test.withClient { client in
                let before = try await Self.check(service, client)
                #expect(before == .notServing)
                await test.loadModel()
                let after = try await Self.check(service, client)
                #expect(after == .serving)
            }
        }
    }

    @Test func `a model that could not be loaded does not serve`() async throws {
        try await withServer(of: CompleteModel.self, loadFailure: "weights.bin is cut") { test in
            await test.loadModel()
            let status = try await test.withClient { try await Self.check("", $0) }
            #expect(status == .notServing)
        }
    }

    @Test func `a server answers while a prediction runs`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            await test.loadModel()
            try await test.withClient { client in
                async let run = ModzyModel.Client(wrapping: client).run(
                    .with { $0.inputs = [.with { $0.input = ["input": .init("wait".utf8)] }] })
                await test.script.predicting.wait()
                #expect(try await Self.check("", client) == .serving)
                test.script.mayAnswer.open()
                let response = try await run
                #expect(response.outputs.map(\.success) == [true])
            }
        }
    }

    @Test(arguments: ["", "ModzyModel"])
    func `watching tells each change and ends with the server`(service: String) async throws {
        try await withServer(of: CompleteModel.self) { test in
            try await test.withClient { client in
                let statuses = try await Self.watch(service, client) { status, count in
                    if count == 1 { test.script.mayLoad.open() }
                    if count == 2 { test.server.beginGracefulShutdown() }
                }
                #expect(statuses == [.notServing, .serving, .notServing])
            }
        }
    }

    @Test func `a model that drains is told, and watching goes on until the server ends`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            await test.loadModel()
            try await test.withClient { client in
                let (told, ended) = (Gate(), Gate())
                async let statuses = {
                    defer { ended.open() }
                    return try await Self.watch("", client) { status, _ in
                        if status == .serving { test.host.beginDraining() }
                        if status == .notServing { told.open() }
                    }
                }()
                await told.wait()
                // The answer of another call comes after anything that was sent on the same connection before it.
                #expect(try await Self.check("", client) == .notServing)
                #expect(!ended.isOpen)
                test.server.beginGracefulShutdown()
                let all = try await statuses
                #expect(all == [.serving, .notServing])
            }
        }
    }

    @Test func `watching a service that is not known tells so, and goes on until the server ends`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            try await test.withClient { client in
                let (told, ended) = (Gate(), Gate())
                async let statuses = {
                    defer { ended.open() }
                    return try await Self.watch("other", client) { _, _ in told.open() }
                }()
                await told.wait()
                // The answer of another call comes after anything that was sent on the same connection before it.
                #expect(try await Self.check("", client) == .notServing)
                #expect(!ended.isOpen)
                test.server.beginGracefulShutdown()
                let all = try await statuses
                #expect(all == [.serviceUnknown])
            }
        }
    }

    private static func check(_ service: String, _ client: GRPCClient<HTTP2ClientTransport.Posix>) async throws
        -> Status
    {
        try await Client(wrapping: client).check(.with { $0.service = service }).status
    }

    /// All that a watch tells until it ends; `each` is called with a status and how many there were.
    private static func watch(
        _ service: String, _ client: GRPCClient<HTTP2ClientTransport.Posix>,
        _ each: @escaping @Sendable (Status, Int) async throws -> Void
    ) async throws -> [Status] {
        try await Client(wrapping: client).watch(.with { $0.service = service }) { response in
            var statuses: [Status] = []
            for try await message in response.messages {
                statuses.append(message.status)
                try await each(message.status, statuses.count)
            }
            return statuses
        }
    }
}
