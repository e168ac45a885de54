import Compression
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import BaseImage
@testable import ImageAssembly

struct AppendingTests {
    private let created = Timestamp(secondsSinceEpoch: 1_700_000_000) ?? .epoch
    private let configuration = ContainerConfig(
        user: "65532:65532", exposedPorts: ["8080/tcp"], environment: ["INTERFACE": "kserve", "LANG": "C.UTF-8"],
        entrypoint: ["/app/model"], workingDirectory: "/", labels: ["b": "ours", "c": "ours"], stopSignal: "SIGTERM")

    private func layers(_ count: Int = 1, in folder: FilePath) throws -> [Layer] {
        let builder = LayerBuilder(workspace: folder.appending("layers"), compression: .gzip, modificationTime: .epoch)
        return try (0..<count).map {
            try builder.build([.file(bytes: [UInt8($0)], at: "app/\($0)")], createdBy: "layer \($0)")
        }
    }

    /// The documents of an image of `image` with one layer on top.
    private func documents(
        _ image: HandmadeImage, name: String? = nil, annotations: [String: String] = [:]
    ) async throws -> (ImageDocuments, config: JSONValue, manifest: JSONValue, base: BaseImage) {
        try await withTemporaryDirectory { folder in
            try image.writeLayout(to: folder.appending("layout"), name: name)
            let base = try await load(.layout(folder.appending("layout"), name: nil), in: folder)
            let documents = try base.appending(
                layers(in: folder), configuration: configuration, created: created, annotations: annotations)
            return (
                documents, try CanonicalJSON.decode(JSONValue.self, from: documents.config.bytes),
                try CanonicalJSON.decode(JSONValue.self, from: documents.manifest.bytes), base
            )
        }
    }

    private func texts(_ values: String...) -> JSONValue { .array(values.map { .string($0) }) }

    @Test func `without a base the documents are those of an image without one`() async throws {
        try await withTemporaryDirectory { folder in
            let layers = try layers(2, in: folder)
            let image = try Image.assemble(
                layers: layers, configuration: configuration, platform: .linuxARM64, created: created,
                annotations: ["a": "b"])
            let documents = try BaseImage.scratch(for: .linuxARM64).appending(
                layers, configuration: configuration, created: created, annotations: ["a": "b"])
            #expect(image.config.content == .bytes(documents.config.bytes))
            #expect(image.manifest.content == .bytes(documents.manifest.bytes))
            #expect(image.manifest.descriptor == documents.manifest.descriptor)
        }
    }

    @Test func `an image upon a base is valid`() async throws {
        try await withTemporaryDirectory { folder in
            let layout = folder.appending("layout")
            let image = try HandmadeImage({ try $0.file("a") }, { try $0.file("b") })
            try image.writeLayout(to: layout)
            let base = try await load(.layout(layout, name: nil), in: folder)
            let ours = try layers(in: folder)
            let documents = try base.appending(ours, configuration: configuration, created: created)
            var entry = documents.manifest.descriptor
            entry.platform = base.platform
            let files =
                base.layers.map { ($0.descriptor.digest, $0.blob) } + ours.map { ($0.descriptor.digest, $0.blob) }
            var blobs = try files.map { HandmadeImage.Blob(digest: $0.0, bytes: try read($0.1)) }
            blobs += [documents.config, documents.manifest].map { .init(digest: $0.descriptor.digest, bytes: $0.bytes) }
            try HandmadeImage.writeLayout([entry], blobs, to: folder.appending("result"))
            try ImageValidation.validate(layout: folder.appending("result"))
        }
    }

    @Test func `what this tool does not know stays`() async throws {
        var image = try HandmadeImage({ try $0.file("a") })
        let unknown: JSONValue = .object(["Interval": .integer(30_000_000_000), "Test": texts("CMD", "true")])
        image.changeConfig = { config in
            config.set("config", "Healthcheck", to: unknown)
            config.set("config", "OnBuild", to: .array([.string("RUN x")]))
            config.set("os.version", to: .string("10.0"))
            config.set("author", to: .string("somebody"))
            config.set("created", to: .string("0001-01-01T00:00:00Z"))
            config.set("x", to: .array([.null, .number(1.5), .bool(false)]))
        }
        let (_, config, _, _) = try await documents(image)
        #expect(config["config"]?["Healthcheck"] == unknown)
        #expect(config["config"]?["OnBuild"] == texts("RUN x"))
        #expect(config["os.version"] == .string("10.0"))
        #expect(config["author"] == .string("somebody"))
        #expect(config["x"] == .array([.null, .number(1.5), .bool(false)]))
        #expect(config["created"] == .string("2023-11-14T22:13:20Z"))
    }

    @Test func `a descriptor of the base stands in the manifest as it was`() async throws {
        var image = try HandmadeImage({ try $0.file("a") })
        image.changeManifest = { manifest in
            guard case .array(var layers)? = manifest["layers"] else { return }
            layers[0].set("urls", to: .array([.string("https://mirror.example/a")]))
            layers[0].set("annotations", to: .object(["toc": .string("1")]))
            manifest.set("layers", to: .array(layers))
            manifest.set("annotations", to: .object(["org.opencontainers.image.title": .string("the base")]))
        }
        let (documents, _, manifest, base) = try await documents(image)
        guard case .array(let layers)? = manifest["layers"] else { throw Missing() }
        #expect(layers.count == 2)
        #expect(layers[0]["urls"] == texts("https://mirror.example/a"))
        #expect(layers[0]["annotations"]?["toc"] == .string("1"))
        #expect(layers[0] == base.layers[0].descriptorJSON)
        #expect(try layers[1] == JSONValue(encoding: documents.layers[0]))
        #expect(manifest["annotations"]?["org.opencontainers.image.title"] == nil)
    }

    @Test func `name and digest of the base are written down`() async throws {
        let image = try HandmadeImage({ try $0.file("a") })
        let (_, _, manifest, base) = try await documents(image, name: "quay.io/a/b:v1", annotations: ["x": "y"])
        #expect(
            manifest["annotations"]
                == .object([
                    "org.opencontainers.image.base.name": .string("quay.io/a/b:v1"),
                    "org.opencontainers.image.base.digest": .string(try #require(base.digest).description),
                    "x": .string("y"),
                ]))
    }

    @Test func `the history has the entries of the base, and ours after them`() async throws {
        var image = try HandmadeImage({ try $0.file("a") })
        let history: [JSONValue] = [
            .object(["created_by": .string("ADD"), "comment": .string("c"), "unknown": .integer(1)]),
            .object(["created_by": .string("ENV"), "empty_layer": .bool(true)]),
        ]
        image.changeConfig = { $0.set("history", to: .array(history)) }
        let ours: JSONValue = .object(["created": .string("2023-11-14T22:13:20Z"), "created_by": .string("layer 0")])
        #expect(try await documents(image).config["history"] == .array(history + [ours]))
    }

    @Test func `a base without a history gets one, so that the counts agree`() async throws {
        for none in [JSONValue?.none, .null, .array([])] {
            var image = try HandmadeImage({ try $0.file("a") }, { try $0.file("b") })
            image.changeConfig = { $0.set("history", to: none) }
            guard case .array(let history)? = try await documents(image).config["history"] else { throw Missing() }
            #expect(history.map { $0["created_by"] } == ["base image", "base image", "layer 0"].map { .string($0) })
        }
    }

    @Test func `the types of a base of docker's are followed`() async throws {
        var image = try HandmadeImage({ try $0.file("a") })
        image.usesDockerTypes = true
        try await withTemporaryDirectory { folder in
            var (entry, blobs) = try image.sealed()
            entry.mediaType = .dockerManifest
            try HandmadeImage.writeLayout([entry], blobs, to: folder.appending("layout"))
            let base = try await load(.layout(folder.appending("layout"), name: nil), in: folder)
            #expect(base.usesDockerTypes)
            let plain = LayerBuilder(
                workspace: folder.appending("layers"), compression: .none, modificationTime: .epoch)
            let ours = try layers(in: folder) + [plain.build([.file(bytes: [1], at: "w")], createdBy: "w")]
            let documents = try base.appending(ours, configuration: configuration, created: created)
            let manifest = try CanonicalJSON.decode(ImageManifest.self, from: documents.manifest.bytes)
            #expect(manifest.mediaType == .dockerManifest)
            #expect(documents.manifest.descriptor.mediaType == .dockerManifest)
            #expect(manifest.config.mediaType == .dockerConfig)
            #expect(
                manifest.layers.map(\.mediaType) == [.dockerLayerTarGzip, .dockerLayerTarGzip, .dockerLayerTar])
            #expect(documents.layers == Array(manifest.layers.dropFirst()))

            var zstd = ours[0].descriptor
            zstd.mediaType = .layerTarZstd
            let layer = Layer(
                descriptor: zstd, diffID: ours[0].diffID, uncompressedSize: 1, blob: ours[0].blob, createdBy: "")
            #expect(throws: BaseError("oci:\(folder)/layout", .zstdOnDocker)) {
                try base.appending([layer], configuration: configuration, created: created)
            }
        }
    }

    @Test func `an image has 127 layers at most`() async throws {
        var image = try HandmadeImage()
        image.tars = Array(repeating: try HandmadeImage.tar { try $0.file("a") }, count: 125)
        image.isGzip = false
        try await withTemporaryDirectory { folder in
            try image.writeLayout(to: folder.appending("layout"))
            let base = try await load(.layout(folder.appending("layout"), name: nil), in: folder)
            let layers = try layers(3, in: folder)
            _ = try base.appending(Array(layers.prefix(2)), configuration: configuration, created: created)
            #expect(
                throws: BaseError("oci:\(folder)/layout", .tooManyLayers(base: 125, added: 3, max: 127))
            ) {
                try base.appending(layers, configuration: configuration, created: created)
            }
        }
    }

    private struct Missing: Error {}
}
