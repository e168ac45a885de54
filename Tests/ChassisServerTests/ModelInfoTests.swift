import ChassisModel
import Testing

@testable import ChassisServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The other side of the contract is `PackageCompilerTests/ModelInfoTests`, which reads the same file.
@Suite struct ModelInfoTests {
    private struct Described: TypedExplainingModel {
        static let metadata = ModelMetadata(
            name: "digits", version: "1.4.0", author: "Digits team",
            summary: "Reads a handwritten digit from a picture of 8×8 pixels",
            inputs: [
                ModelInput(
                    name: "image", mediaTypes: ["image/png", "image/jpeg"], maxSize: .mebibytes(1.5),
                    description: "A picture of one digit"),
                ModelInput(name: "options.json", maxSize: .kibibytes(1)),
            ],
            outputs: [
                ModelOutput(name: "results.json", description: "A score for each of the classes 0/9")
            ],
            batchSize: 16)

        init(context: ModelContext) {}
        func predict(_ input: Int) -> Int { input }
        func explain(_ input: Int) -> Int { input }
    }

    @Test func `the build tool reads what the server prints`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Support/Fixtures/model_info.json")
        let golden = try String(contentsOf: file, encoding: .utf8)
        let printed = String(decoding: try ModelInfo(of: Described.self).encoded(), as: UTF8.self)
        #expect(printed == golden.split(separator: "\n").joined())
    }
}
