import ChassisModel
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import GRPCProtobuf
import ModelHost
import OMIProtocol
import OMIStubs
import OpenInferenceProtocol
import SwiftProtobuf
import Testing

@testable import OpenInferenceRPC

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The server over a socket, asked by another implementation of gRPC.
@Suite(.timeLimit(.minutes(1)))
struct GRPCv2ServerTests {
    private typealias Client = GRPCClient<HTTP2ClientTransport.Posix>

    private static func withServer<M: Model>(
        of model: M.Type, variables: [String: String] = [:],
        _ body: @Sendable (GRPCv2Server, ModelHost, Client) async throws -> Void
    ) async throws {
        let host = await host(of: model)
        let variables = variables.merging(["GRPC_PORT": "0"]) { given, _ in given }
        let server = try GRPCv2Server(host: host, environment: RuntimeEnvironment(variables: variables), logger: quiet)
        let (listening, listener) = AsyncStream.makeStream(of: String.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { listener.finish() }
                try await server.run { listener.yield($0) }
            }
            defer { server.beginGracefulShutdown() }
            let text = try #require(await listening.first { _ in true }, "the server never listened")
            #expect(text.hasPrefix("KServe v2 (gRPC) on "))
            let port = try #require(text.split(separator: ":").last.flatMap { Int($0) }, "no port in \(text)")
            let transport = try HTTP2ClientTransport.Posix(
                target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: .plaintext)
            try await withGRPCClient(transport: transport) { try await body(server, host, $0) }
        }
    }

    private static func call<Request: Message, Response: Message>(
        _ client: Client, _ method: String, _ request: Request, as type: Response.Type
    ) async throws -> Response {
        try await client.unary(
            request: ClientRequest(message: request),
            descriptor: MethodDescriptor(fullyQualifiedService: "inference.GRPCInferenceService", method: method),
            serializer: ProtobufSerializer<Request>(), deserializer: ProtobufDeserializer<Response>(),
            options: .defaults
        ) { try $0.message }
    }

    private static func infer(_ client: Client, _ text: String) async throws -> Inference_ModelInferResponse {
        try await call(
            client, "ModelInfer",
            Inference_ModelInferRequest.with {
                $0.modelName = "echo"
                $0.inputs = [
                    .with {
                        $0.name = "input"
                        $0.datatype = "BYTES"
                        $0.shape = [1]
                        $0.contents.bytesContents = [Data(text.utf8)]
                    }
                ]
            }, as: Inference_ModelInferResponse.self)
    }

    @Test func `every call is answered`() async throws {
        try await Self.withServer(of: Echo.self, variables: ["MODEL_NAME": "echo"]) { _, _, client in
            let live = try await Self.call(
                client, "ServerLive", Inference_ServerLiveRequest(), as: Inference_ServerLiveResponse.self)
            #expect(live.live)
            let ready = try await Self.call(
                client, "ServerReady", Inference_ServerReadyRequest(), as: Inference_ServerReadyResponse.self)
            #expect(ready.ready)
            let modelReady = try await Self.call(
                client, "ModelReady", Inference_ModelReadyRequest.with { $0.name = "echo" },
                as: Inference_ModelReadyResponse.self)
            #expect(modelReady.ready)
            let server = try await Self.call(
                client, "ServerMetadata", Inference_ServerMetadataRequest(), as: Inference_ServerMetadataResponse.self)
            #expect(server.name == "chassis")
            let metadata = try await Self.call(
                client, "ModelMetadata", Inference_ModelMetadataRequest.with { $0.name = "echo" },
                as: Inference_ModelMetadataResponse.self)
            #expect(metadata.versions == ["1.2"])
            let index = try await Self.call(
                client, "RepositoryIndex", Inference_RepositoryIndexRequest(),
                as: Inference_RepositoryIndexResponse.self)
            #expect(index.models.map(\.state) == ["READY"])
            let loaded = try await Self.call(
                client, "RepositoryModelLoad", Inference_RepositoryModelLoadRequest.with { $0.modelName = "echo" },
                as: Inference_RepositoryModelLoadResponse.self)
            #expect(loaded.isLoaded)
            let error = await #expect(throws: RPCError.self) {
                try await Self.call(
                    client, "RepositoryModelUnload",
                    Inference_RepositoryModelUnloadRequest.with { $0.modelName = "echo" },
                    as: Inference_RepositoryModelUnloadResponse.self)
            }
            #expect(error?.code == .unimplemented)
            let answer = try await Self.infer(client, "[1,2.5]")
            #expect(answer.outputs.map(\.contents.fp64Contents) == [[1, 2.5]])
        }
    }

    @Test func `a failure is a status with its reason, and is counted`() async throws {
        try await Self.withServer(of: Echo.self) { _, host, client in
            let error = await #expect(throws: RPCError.self) { try await Self.infer(client, "\"fail\"") }
            #expect(error?.code == .internalError)
            #expect(error?.message == "the weights are wrong")
            let metrics = String(decoding: host.metrics.exposition(), as: UTF8.self)
            #expect(
                metrics.contains(
                    #"chassis_requests_total{protocol="grpc-v2",method="inference.GRPCInferenceService/ModelInfer",code="INTERNAL"} 1"#
                ))
        }
    }

    @Test func `health and reflection know the service`() async throws {
        try await Self.withServer(of: Echo.self) { _, _, client in
            let health = try await Grpc_Health_V1_Health.Client(wrapping: client).check(
                .with { $0.service = "inference.GRPCInferenceService" })
            #expect(health.status == .serving)
            let services = try await Grpc_Reflection_V1_ServerReflection.Client(wrapping: client)
                .serverReflectionInfo { writer in
                    try await writer.write(.with { $0.messageRequest = .listServices("") })
                } onResponse: { response in
                    var names: [String] = []
                    for try await answer in response.messages {
                        names += answer.listServicesResponse.service.map(\.name)
                    }
                    return names
                }
            #expect(
                services.sorted() == [
                    "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
                    "grpc.reflection.v1alpha.ServerReflection", "inference.GRPCInferenceService",
                ])
        }
    }

    @Test func `a message over the limit is refused, and the limit named`() async throws {
        try await Self.withServer(of: Echo.self, variables: ["GRPC_MAX_MESSAGE_BYTES": "100"]) { _, _, client in
            let error = await #expect(throws: RPCError.self) {
                try await Self.infer(client, String(repeating: " ", count: 100) + "1")
            }
            #expect(error?.code == .resourceExhausted)
            #expect(error?.message.contains("GRPC_MAX_MESSAGE_BYTES") == true)
        }
    }

    @Test func `an argument wins over a variable, and a bad one is refused`() throws {
        let metadata = Echo.metadata
        let defaults = try GRPCv2Settings(RuntimeEnvironment(variables: [:]), metadata: metadata)
        #expect(defaults.port == 8081 && defaults.modelName == "echo" && defaults.limits.messageBytes == 67_108_864)
        let settings = try GRPCv2Settings(
            RuntimeEnvironment(
                variables: ["GRPC_PORT": "1", "MODEL_NAME": "a"], arguments: ["--grpc_port=2", "--model_name=b"]),
            metadata: metadata)
        #expect(settings.port == 2 && settings.modelName == "b")
        for (name, value) in [("GRPC_PORT", "x"), ("GRPC_MAX_MESSAGE_BYTES", "0"), ("GRPC_MAX_MESSAGE_BYTES", "8M")] {
            #expect(throws: RuntimeEnvironmentError.self) {
                try GRPCv2Settings(RuntimeEnvironment(variables: [name: value]), metadata: metadata)
            }
        }
    }
}
