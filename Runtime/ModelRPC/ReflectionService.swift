import OMIProtocol
public import RPCServer

/// The standard gRPC reflection service, by which tools such as grpcurl learn the schema.
///
/// Versions v1 and v1alpha have the same messages on the wire, so one handler answers both.
/// See https://github.com/grpc/grpc/blob/master/doc/server-reflection.md
public struct ReflectionService: Sendable {
    private let calls: CallsInFlight
    private let schema: SchemaIndex

    /// A service that tells `schema` until `calls` drain.
    public init(calls: CallsInFlight, schema: SchemaIndex) {
        self.calls = calls
        self.schema = schema
    }

    private typealias Request = Grpc_Reflection_V1_ServerReflectionRequest
    private typealias Response = Grpc_Reflection_V1_ServerReflectionResponse

    /// The methods by their paths.
    public var handlers: [String: RPCHandler] {
        let handler = RPCHandler.streaming(answers)
        return [
            "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo": handler,
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo": handler,
        ]
    }

    /// Answers one question after the other until the client has no more, or goes, or the server begins to drain.
    private func answers(
        to questions: AsyncThrowingMapSequence<RPCRequests, Request>,
        _ send: @escaping @Sendable (Response) async throws -> Void
    ) async throws {
        try await calls.untilDraining {
            for try await question in questions { try await send(answer(to: question)) }
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

    private static func error(_ code: RPCStatus.Code, _ message: String) -> Response.OneOf_MessageResponse {
        .errorResponse(
            .with {
                $0.errorCode = Int32(code.rawValue)
                $0.errorMessage = message
            })
    }
}
