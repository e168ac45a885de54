import ChassisModel
import ModelHost
import OpenInference
import OpenInferenceProtocol
import RPCServer
import Testing

@testable import OpenInferenceRPC

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

private typealias Request = Inference_ModelInferRequest
private typealias Response = Inference_ModelInferResponse

/// Messages in, messages out, without a socket.
@Suite struct InferenceServiceTests {
    private static func request(
        _ model: String, _ name: String, _ datatype: String, _ shape: [Int64], raw: [UInt8]? = nil,
        contents: Inference_InferTensorContents? = nil
    ) -> Request {
        .with {
            $0.modelName = model
            $0.id = "7"
            $0.inputs = [
                .with {
                    $0.name = name
                    $0.datatype = datatype
                    $0.shape = shape
                    if let contents { $0.contents = contents }
                }
            ]
            if let raw { $0.rawInputContents = [Data(raw)] }
        }
    }

    private static let floats: [UInt8] = [0, 0, 0, 0x3F, 0, 0, 0x80, 0xBF]

    @Test func `raw in is raw out`() async throws {
        let response = try await service(of: Declared.self).infer(
            Self.request("declared", "x", "FP32", [1, 2], raw: Self.floats))
        #expect(response.modelName == "declared")
        #expect(response.modelVersion == "1")
        #expect(response.id == "7")
        #expect(response.outputs.map(\.name) == ["scores", "count", "photo", "halves"])
        #expect(response.outputs.map(\.datatype) == ["FP32", "INT8", "BYTES", "FP16"])
        #expect(response.outputs.map(\.shape) == [[1, 2], [1], [1], [1, 1]])
        #expect(!response.outputs.contains { $0.hasContents })
        #expect(
            response.rawOutputContents.map { [UInt8]($0) } == [
                Self.floats, [0xFD], [2, 0, 0, 0, 0xFF, 0], [0, 0x3C],
            ])
    }

    @Test func `typed in is typed out, unless an output has no such form`() async throws {
        var request = Self.request("declared", "x", "FP32", [1, 2], contents: .with { $0.fp32Contents = [0.5, -1] })
        request.outputs = [.with { $0.name = "count" }, .with { $0.name = "scores" }, .with { $0.name = "photo" }]
        let service = await service(of: Declared.self)
        let response = try await service.infer(request)
        #expect(response.rawOutputContents.isEmpty)
        #expect(
            response.outputs.map(\.contents) == [
                .with { $0.intContents = [-3] }, .with { $0.fp32Contents = [0.5, -1] },
                .with { $0.bytesContents = [Data([0xFF, 0])] },
            ])
        request.outputs.append(.with { $0.name = "halves" })
        #expect(try await service.infer(request).rawOutputContents.count == 4)
    }

    @Test(
        arguments: [
            ("BOOL", .with { $0.boolContents = [true, false] }, "BOOL", .with { $0.boolContents = [true, false] }),
            ("INT8", .with { $0.intContents = [-128, 127] }, "FP64", .with { $0.fp64Contents = [-128, 127] }),
            ("INT16", .with { $0.intContents = [-32768, 1] }, "FP64", .with { $0.fp64Contents = [-32768, 1] }),
            (
                "INT32", .with { $0.intContents = [.min, .max] }, "FP64",
                .with { $0.fp64Contents = [-2_147_483_648, 2_147_483_647] }
            ),
            (
                "INT64", .with { $0.int64Contents = [1 << 40, 0] }, "FP64",
                .with { $0.fp64Contents = [1_099_511_627_776, 0] }
            ),
            ("UINT8", .with { $0.uintContents = [255, 0] }, "FP64", .with { $0.fp64Contents = [255, 0] }),
            ("UINT16", .with { $0.uintContents = [65535, 0] }, "FP64", .with { $0.fp64Contents = [65535, 0] }),
            ("UINT32", .with { $0.uintContents = [.max, 0] }, "FP64", .with { $0.fp64Contents = [4_294_967_295, 0] }),
            (
                "UINT64", .with { $0.uint64Contents = [1 << 63, 0] }, "FP64",
                .with { $0.fp64Contents = [9_223_372_036_854_775_808, 0] }
            ),
            ("FP32", .with { $0.fp32Contents = [0.1, 2] }, "FP64", .with { $0.fp64Contents = [0.1, 2] }),
            ("FP64", .with { $0.fp64Contents = [0.1, 1e300] }, "FP64", .with { $0.fp64Contents = [0.1, 1e300] }),
            (
                "BYTES", .with { $0.bytesContents = [Data("\"a\"".utf8), Data("\"b\"".utf8)] }, "BYTES",
                .with { $0.bytesContents = [Data("a".utf8), Data("b".utf8)] }
            ),
        ] as [(String, Inference_InferTensorContents, String, Inference_InferTensorContents)])
    func `each datatype has its field`(
        _ datatype: String, _ contents: Inference_InferTensorContents, _ outputType: String,
        _ outputContents: Inference_InferTensorContents
    ) async throws {
        let response = try await service(of: Echo.self).infer(
            Self.request("echo", "input", datatype, [2], contents: contents))
        #expect(response.outputs.map(\.datatype) == [outputType])
        #expect(response.outputs.map(\.contents) == [outputContents])
    }

    private static let malformed: [(Request, OpenInferenceError.Code, String)] = [
        (
            request("echo", "input", "FP32", [1], raw: [0, 0, 0]), .invalidArgument,
            "\"input\" has 3 bytes; FP32 of shape [1] has 4"
        ),
        (
            request("echo", "input", "FP32", [1], raw: [0, 0, 0, 0], contents: .with { $0.fp32Contents = [1] }),
            .invalidArgument,
            "\"input\" has contents beside raw_input_contents; send one of them"
        ),
        (
            .with {
                $0 = request("echo", "input", "FP32", [1], raw: [0, 0, 0, 0])
                $0.rawInputContents.append(Data())
            }, .invalidArgument, "raw_input_contents has 2 entries, there are 1 inputs; each has one"
        ),
        (
            request("echo", "input", "FP32", [1]), .invalidArgument,
            "\"input\" has 0 elements in the field of its contents for FP32; its shape [1] has 1"
        ),
        (
            request("echo", "input", "FP32", [1], contents: .with { $0.fp64Contents = [1] }), .invalidArgument,
            "\"input\" has 0 elements in the field of its contents for FP32; its shape [1] has 1"
        ),
        (
            request("echo", "input", "INT8", [2], contents: .with { $0.intContents = [1, 128] }), .invalidArgument,
            "\"input\": element 1 is 128, which INT8 cannot hold"
        ),
        (
            request("echo", "input", "UINT16", [1], contents: .with { $0.uintContents = [65536] }), .invalidArgument,
            "\"input\": element 0 is 65536, which UINT16 cannot hold"
        ),
        (
            request("echo", "input", "FP16", [1], contents: .with { $0.fp32Contents = [1] }), .invalidArgument,
            "\"input\": FP16 has no contents; send raw_input_contents"
        ),
        (
            request("echo", "input", "float", [1], contents: .with { $0.fp32Contents = [1] }), .invalidArgument,
            "\"input\" has the datatype \"float\"; there are BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, "
                + "INT64, FP16, FP32, FP64, BF16, BYTES"
        ),
        (
            request("echo", "input", "FP32", [-1], contents: .with { $0.fp32Contents = [1] }), .invalidArgument,
            "the shape of \"input\", [-1], has a negative size"
        ),
        (
            request("echo", "y", "FP32", [1], contents: .with { $0.fp32Contents = [1] }), .invalidArgument,
            "\"y\" is not an input of this model; it takes \"input\""
        ),
        (
            .with { $0.modelName = "echo" }, .invalidArgument,
            "the input \"input\" is missing; the model takes \"input\""
        ),
        (.with { $0.modelName = "other" }, .notFound, "Model with name other does not exist."),
        (
            .with {
                $0.modelName = "echo"
                $0.modelVersion = "2"
            }, .notFound, "Model with name echo has no version 2; it has version 1.2"
        ),
        (
            request("echo", "input", "BYTES", [1], contents: .with { $0.bytesContents = [Data("\"invalid\"".utf8)] }),
            .invalidArgument,
            "the text is invalid"
        ),
        (
            request("echo", "input", "BYTES", [1], contents: .with { $0.bytesContents = [Data("\"fail\"".utf8)] }),
            .modelFailed,
            "the weights are wrong"
        ),
    ]

    @Test(arguments: 0..<malformed.count)
    func `a request that is refused says why`(_ index: Int) async throws {
        let (request, code, message) = Self.malformed[index]
        let echo = await service(of: Echo.self)
        let error = await #expect(throws: OpenInferenceError.self) { try await echo.infer(request) }
        #expect(error == OpenInferenceError(code, message))
    }

    @Test func `a model that is not loaded is unavailable`() async throws {
        let service = await service(of: Unloadable.self)
        let error = await #expect(throws: OpenInferenceError.self) {
            try await service.infer(.with { $0.modelName = "unloadable" })
        }
        #expect(error?.code == .unavailable)
        #expect(try service.modelReady(.with { $0.name = "unloadable" }).ready == false)
        #expect(throws: OpenInferenceError.self) { try service.load(.with { $0.modelName = "unloadable" }) }
        #expect(service.repositoryIndex(.with { $0.ready = true }).models.isEmpty)
        #expect(service.repositoryIndex(.init()).models.map(\.state) == ["UNAVAILABLE"])
    }

    @Test func `the metadata are those of the model`() async throws {
        let metadata = try await service(of: Declared.self).modelMetadata(
            .with {
                $0.name = "declared"
                $0.version = "1"
            })
        #expect(metadata.name == "declared")
        #expect(metadata.versions == ["1"])
        #expect(metadata.inputs.map { "\($0.name) \($0.datatype) \($0.shape)" } == ["x FP32 [-1, 2]"])
        #expect(metadata.outputs.map(\.datatype) == ["FP32", "INT8", "BYTES", "FP16"])
    }

    @Test func `the model's name is read as KServe and as Triton write it`() async throws {
        let echo = await service(of: Echo.self)
        #expect(try echo.load(.with { $0.modelName = "echo" }).isLoaded)
        #expect(try echo.load(.with { $0.modelNameInRepository = "echo" }).modelName == "echo")
        #expect(throws: OpenInferenceError(.notFound, "Model with name other does not exist.")) {
            try echo.load(.with { $0.modelName = "other" })
        }
        #expect(throws: OpenInferenceError.cannotUnload) { try echo.unload(.with { $0.modelName = "echo" }) }
    }

    @Test func `each failure has its status`() {
        let statuses = OpenInferenceError.Code.allCases.map {
            RPCStatus(OpenInferenceError($0, "m")).code.name
        }
        #expect(
            statuses == [
                "INVALID_ARGUMENT", "NOT_FOUND", "UNAVAILABLE", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED",
                "UNIMPLEMENTED", "INTERNAL",
            ])
        #expect(
            RPCStatus(OpenInferenceError(.invalidArgument, "item 1: no", failedItems: [1, 4])).message
                == "item 1: no (failed items: 1, 4)")
    }
}
