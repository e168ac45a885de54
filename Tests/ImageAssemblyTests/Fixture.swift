import Compression
import OCISpec
import SystemPackage

@testable import ImageAssembly

/// A small image: a layer with weights as they are, and a compressed one with an executable.
enum Fixture {
    static let created = Timestamp(secondsSinceEpoch: 1_700_000_000) ?? .epoch

    static func layers(in workspace: FilePath, weights: [UInt8] = Array("weights".utf8)) throws -> [Layer] {
        let stored = LayerBuilder(workspace: workspace, compression: .none, modificationTime: created)
        let compressed = LayerBuilder(workspace: workspace, compression: .gzip, modificationTime: created)
        return [
            try stored.build([.file(bytes: weights, at: "models/weights.bin")], createdBy: "model files"),
            try compressed.build(
                [.file(bytes: Array("program".utf8), at: "app/model", isExecutable: true)], createdBy: "executable"),
        ]
    }

    static func image(
        in workspace: FilePath, named name: String? = "digits:v1", weights: [UInt8] = Array("weights".utf8)
    ) throws -> Image {
        try Image.assemble(
            layers: layers(in: workspace, weights: weights),
            configuration: ContainerConfig(user: "65532:65532", entrypoint: ["/app/model"]), platform: .linuxAMD64,
            created: created, annotations: ["org.opencontainers.image.title": "digits"],
            reference: name.map { try ImageReference(parsing: $0) })
    }

    /// Bytes that gzip cannot make smaller; `count` is a multiple of eight.
    static func noise(count: Int) -> [UInt8] {
        var state: UInt64 = 1
        let words = (0..<count / 8).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state
        }
        return words.withUnsafeBytes { Array($0) }
    }
}
