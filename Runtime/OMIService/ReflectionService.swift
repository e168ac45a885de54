import GRPCCore
import GRPCProtobuf
import OMIProtocol

/// The standard gRPC reflection service, by which tools such as grpcurl learn the schema.
///
/// Versions v1 and v1alpha have the same messages on the wire, so one handler answers both.
/// See https://github.com/grpc/grpc/blob/master/doc/server-reflection.md
struct ReflectionService: RegistrableRPCService {
    let schema: SchemaIndex

    private typealias Request = Grpc_Reflection_V1_ServerReflectionRequest
    private typealias Response = Grpc_Reflection_V1_ServerReflectionResponse

    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        let v1 = Grpc_Reflection_V1_ServerReflection.Method.ServerReflectionInfo.descriptor
        for service in [v1.service.fullyQualifiedService, "grpc.reflection.v1alpha.ServerReflection"] {
            router.registerHandler(
                forMethod: MethodDescriptor(fullyQualifiedService: service, method: v1.method),
                deserializer: ProtobufDeserializer<Request>(), serializer: ProtobufSerializer<Response>(),
                handler: answers)
        }
    }

    /// Answers one question after the other until the client has no more, or goes, or the server begins to shut down.
    private func answers(
        to request: StreamingServerRequest<Request>, context: ServerContext
    ) -> StreamingServerResponse<Response> {
        StreamingServerResponse { writer in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for try await question in request.messages { try await writer.write(answer(to: question)) }
                }
                // The transport cancels calls, not the tasks that answer them.
                group.addTask { try await context.cancellation.cancelled }
                defer { group.cancelAll() }
                try await group.next()
            }
            return [:]
        }
    }

    /// The answer to one question. One that cannot be answered has an error in its answer; the stream goes on.
    private func answer(to request: Request) -> Response {
        .with {
            $0.validHost = request.host
            $0.originalRequest = request
            $0.messageResponse =
                switch request.messageRequest {
                case .fileByFilename(let name):
                    files(schema.files(named: name), otherwise: "no file \"\(name)\"")
                case .fileContainingSymbol(let symbol):
                    files(schema.files(declaring: symbol), otherwise: "no symbol \"\(symbol)\"")
                case .fileContainingExtension(let wanted):
                    files(
                        schema.files(extending: wanted.containingType, number: wanted.extensionNumber),
                        otherwise: "no extension \(wanted.extensionNumber) of \"\(wanted.containingType)\"")
                case .allExtensionNumbersOfType(let type): extensionNumbers(of: type)
                case .listServices:
                    .listServicesResponse(
                        .with { $0.service = schema.services.map { name in .with { $0.name = name } } })
                case nil: Self.error(.invalidArgument, "the request asks nothing")
                }
        }
    }

    private func files(_ files: SchemaIndex.Files?, otherwise message: String) -> Response.OneOf_MessageResponse {
        guard let files else { return Self.error(.notFound, message) }
        return .fileDescriptorResponse(.with { $0.fileDescriptorProto = files })
    }

    private func extensionNumbers(of type: String) -> Response.OneOf_MessageResponse {
        guard let numbers = schema.extensionNumbers(of: type) else {
            return Self.error(.notFound, "no message \"\(type)\"")
        }
        return .allExtensionNumbersResponse(
            .with {
                $0.baseTypeName = type
                $0.extensionNumber = numbers
            })
    }

    private static func error(_ code: RPCError.Code, _ message: String) -> Response.OneOf_MessageResponse {
        .errorResponse(
            .with {
                $0.errorCode = Int32(code.rawValue)
                $0.errorMessage = message
            })
    }
}
