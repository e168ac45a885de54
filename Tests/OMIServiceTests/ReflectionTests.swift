import GRPCCore
import GRPCNIOTransportHTTP2Posix
import GRPCProtobuf
import OMIProtocol
import OMIStubs
import SwiftProtobuf
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ReflectionTests {
    private typealias Question = Grpc_Reflection_V1_ServerReflectionRequest
    private typealias Answer = Grpc_Reflection_V1_ServerReflectionResponse

    private static let versions = ["v1", "v1alpha"]

    @Test(arguments: versions)
    func `what does not exist is not found, and the stream goes on`(version: String) async throws {
        let answers = try await Self.ask(
            [
                .fileByFilename("model.proto"), .fileContainingSymbol("Modzy"), .fileContainingSymbol(""),
                .fileContainingExtension(
                    .with {
                        $0.containingType = "RunRequest"
                        $0.extensionNumber = 100
                    }), .allExtensionNumbersOfType("Train"), nil, .listServices(""),
            ], version: version)
        #expect(answers.map(\.errorResponse.errorCode) == [5, 5, 5, 5, 5, 3, 0])
        #expect(answers.dropLast().allSatisfy { !$0.errorResponse.errorMessage.isEmpty })
        #expect(answers.last?.listServicesResponse.service.isEmpty == false)
    }

    @Test(arguments: versions)
    func `all services are listed, reflection itself included`(version: String) async throws {
        let answers = try await Self.ask([.listServices("*")], version: version)
        #expect(
            answers.first?.listServicesResponse.service.map(\.name) == [
                "ModzyModel", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection",
            ])
    }

    @Test(arguments: versions)
    func `a file is found by its name and by anything it declares`(version: String) async throws {
        let found: [(file: String, questions: [Question.OneOf_MessageRequest])] = [
            (
                "chassis/protos/v1/model.proto",
                [
                    .fileByFilename("chassis/protos/v1/model.proto"), .fileContainingSymbol("ModzyModel"),
                    .fileContainingSymbol("ModzyModel.Run"), .fileContainingSymbol("RunRequest"),
                    .fileContainingSymbol("RunRequest.detect_drift"),
                    .fileContainingSymbol("InputItem.InputEntry"),
                ]
            ),
            (
                "grpc/health/v1/health.proto",
                [
                    .fileByFilename("grpc/health/v1/health.proto"),
                    .fileContainingSymbol("grpc.health.v1.Health.Watch"),
                    .fileContainingSymbol("grpc.health.v1.HealthCheckResponse.ServingStatus"),
                    .fileContainingSymbol("grpc.health.v1.HealthCheckResponse.SERVING"),
                ]
            ),
            (
                "grpc/reflection/v1/reflection.proto",
                [
                    .fileContainingSymbol("grpc.reflection.v1.ServerReflection"),
                    .fileContainingSymbol("grpc.reflection.v1.ServerReflectionRequest.message_request"),
                ]
            ),
            (
                "grpc/reflection/v1alpha/reflection.proto",
                [.fileContainingSymbol("grpc.reflection.v1alpha.ServerReflection.ServerReflectionInfo")]
            ),
        ]
        let answers = try await Self.ask(found.flatMap(\.questions), version: version)
        let files = try answers.map { answer in
            try answer.fileDescriptorResponse.fileDescriptorProto.map {
                try Google_Protobuf_FileDescriptorProto(serializedBytes: $0).name
            }
        }
        #expect(files == found.flatMap { row in row.questions.map { _ in [row.file] } })
    }

    @Test(arguments: versions)
    func `an answer repeats its question and the host`(version: String) async throws {
        let answers = try await Self.ask([.fileContainingSymbol("Modzy")], version: version)
        #expect(answers.map(\.validHost) == ["models.example"])
        #expect(answers.map(\.originalRequest.messageRequest) == [.fileContainingSymbol("Modzy")])
    }

    @Test(arguments: versions)
    func `a message without extensions has none`(version: String) async throws {
        let answers = try await Self.ask([.allExtensionNumbersOfType("RunRequest")], version: version)
        #expect(answers.map(\.allExtensionNumbersResponse.baseTypeName) == ["RunRequest"])
        #expect(answers.map(\.allExtensionNumbersResponse.extensionNumber) == [[]])
    }

    @Test(arguments: versions)
    func `a stream that its client leaves open ends with the server`(version: String) async throws {
        let answers = try await Self.ask([.listServices("")], version: version, thenShutDown: true)
        #expect(answers.count == 1)
    }

    /// Asks over one stream, each question after the answer to the one before it.
    private static func ask(
        _ questions: [Question.OneOf_MessageRequest?], version: String, thenShutDown: Bool = false
    ) async throws -> [Answer] {
        try await withServer(of: CompleteModel.self) { test in
            let (turns, turn) = AsyncStream.makeStream(of: Void.self)
            let request = StreamingClientRequest<Question> { writer in
                var turns = turns.makeAsyncIterator()
                for question in questions {
                    try await writer.write(
                        .with {
                            $0.host = "models.example"
                            $0.messageRequest = question
                        })
                    await turns.next()
                }
                if thenShutDown {
                    test.server.beginGracefulShutdown()
                    await turns.next()
                }
            }
            return try await test.withClient { client in
                try await client.bidirectionalStreaming(
                    request: request,
                    descriptor: MethodDescriptor(
                        fullyQualifiedService: "grpc.reflection.\(version).ServerReflection",
                        method: "ServerReflectionInfo"),
                    serializer: ProtobufSerializer<Question>(), deserializer: ProtobufDeserializer<Answer>(),
                    options: .defaults
                ) { response in
                    var answers: [Answer] = []
                    defer { turn.finish() }
                    for try await answer in response.messages {
                        answers.append(answer)
                        turn.yield()
                    }
                    return answers
                }
            }
        }
    }
}
