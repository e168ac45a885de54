import OMIProtocol
import OMIStubs
import SwiftProtobuf
import Testing

@testable import ModelRPC
@testable import OMIService

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct SchemaTests {
    @Test func `a file brings all that it imports, each once`() throws {
        let index = try SchemaIndex(
            .with {
                $0.file = [
                    Self.file("base.proto"), Self.file("left.proto", imports: ["base.proto"]),
                    Self.file("right.proto", imports: ["base.proto"]),
                    Self.file("top.proto", imports: ["left.proto", "right.proto"]), Self.file("other.proto"),
                ]
            })
        let files = try #require(index.files(named: "top.proto"))
        let names = try files.map { try Google_Protobuf_FileDescriptorProto(serializedBytes: $0).name }
        #expect(names.first == "top.proto")
        #expect(names.sorted() == ["base.proto", "left.proto", "right.proto", "top.proto"])
        #expect(index.files(named: "none.proto") == nil)
    }

    @Test func `files that import one another in a circle are each brought once`() throws {
        let index = try SchemaIndex(
            .with { $0.file = [Self.file("a", imports: ["b"]), Self.file("b", imports: ["a"])] })
        #expect(index.files(named: "a")?.count == 2)
    }

    @Test func `extensions are found by message and number, wherever they are declared`() throws {
        var file = Self.file("options.proto")
        file.package = "shop"
        file.extension = [Self.extension("size", of: ".shop.Order", number: 101)]
        file.messageType = [
            .with {
                $0.name = "Order"
                $0.extension = [Self.extension("color", of: ".shop.Order", number: 100)]
            }
        ]
        let index = try SchemaIndex(.with { $0.file = [file] })
        #expect(index.extensionNumbers(of: "shop.Order") == [100, 101])
        #expect(index.extensionNumbers(of: "shop.Basket") == nil)
        #expect(index.files(extending: "shop.Order", number: 100) != nil)
        #expect(index.files(extending: "shop.Order", number: 102) == nil)
        #expect(index.files(declaring: "shop.size") != nil)
        #expect(index.files(declaring: "shop.Order.color") != nil)
        #expect(index.files(declaring: "color") == nil)
    }

    /// The interface as its published clients know it, written down from them and not from our proto file.
    @Test func `the model's schema is the one of the Open Model Interface`() throws {
        let files = try #require(try SchemaIndex.ofThisServer().files(declaring: "ModzyModel"))
        #expect(files.count == 1)
        let file = try Google_Protobuf_FileDescriptorProto(serializedBytes: try #require(files.first))
        #expect(file.name == "chassis/protos/v1/model.proto")
        #expect(file.package.isEmpty)
        #expect(file.syntax == "proto3")
        #expect(file.options.javaPackage == "com.modzy.model.grpc")
        #expect(file.options.javaMultipleFiles)
        #expect(
            file.service.flatMap { service in
                service.method.map { "\(service.name).\($0.name)(\($0.inputType)) -> \($0.outputType)" }
            } == [
                "ModzyModel.Status(.StatusRequest) -> .StatusResponse",
                "ModzyModel.Run(.RunRequest) -> .RunResponse",
                "ModzyModel.Shutdown(.ShutdownRequest) -> .ShutdownResponse",
            ])
        #expect(!file.service.flatMap(\.method).contains { $0.clientStreaming || $0.serverStreaming })
        let messages = file.messageType.map { "\($0.name): " + $0.field.map(Self.text).joined(separator: ", ") }
        #expect(messages.sorted() == Self.openModelInterface)
    }

    private static let openModelInterface = [
        "InputItem: 1 input [.InputItem.InputEntry]",
        "ModelDescription: 1 summary string, 2 details string, 3 technical string, 4 performance string",
        "ModelFeatures: 1 adversarial_defense bool, 2 batch_size int32, 3 retrainable bool, 4 results_format string, "
            + "5 drift_format string, 6 explanation_format string",
        "ModelInfo: 1 model_name string, 2 model_version string, 3 model_author string, 4 model_type string, "
            + "5 source string",
        "ModelInput: 1 filename string, 2 accepted_media_types [string], 3 max_size string, 4 description string",
        "ModelOutput: 1 filename string, 2 media_type string, 3 max_size string, 4 description string",
        "ModelResources: 1 required_ram string, 2 num_cpus float, 3 num_gpus int32",
        "ModelTimeout: 1 status string, 2 run string",
        "OutputItem: 1 output [.OutputItem.OutputEntry], 2 success bool",
        "RunRequest: 1 inputs [.InputItem], 2 detect_drift bool, 3 explain bool",
        "RunResponse: 1 status_code int32, 2 status string, 3 message string, 4 outputs [.OutputItem]",
        "ShutdownRequest: ",
        "ShutdownResponse: 1 status_code int32, 2 status string, 3 message string",
        "StatusRequest: ",
        "StatusResponse: 1 status_code int32, 2 status string, 3 message string, 4 model_info .ModelInfo, "
            + "5 description .ModelDescription, 6 inputs [.ModelInput], 7 outputs [.ModelOutput], "
            + "8 resources .ModelResources, 9 timeout .ModelTimeout, 10 features .ModelFeatures",
    ]

    private static func text(_ field: Google_Protobuf_FieldDescriptorProto) -> String {
        let scalars: [Google_Protobuf_FieldDescriptorProto.TypeEnum: String] = [
            .string: "string", .bool: "bool", .int32: "int32", .float: "float", .bytes: "bytes",
        ]
        let type = scalars[field.type] ?? field.typeName
        return "\(field.number) \(field.name) " + (field.label == .repeated ? "[\(type)]" : type)
    }

    private static func file(_ name: String, imports: [String] = []) -> Google_Protobuf_FileDescriptorProto {
        .with {
            $0.name = name
            $0.dependency = imports
        }
    }

    private static func `extension`(
        _ name: String, of type: String, number: Int32
    ) -> Google_Protobuf_FieldDescriptorProto {
        .with {
            $0.name = name
            $0.extendee = type
            $0.number = number
        }
    }
}
