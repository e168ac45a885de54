import LayerArchive
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ImageAssembly

struct ArchiveSinkTests {
    @Test func `a folder and a device are not replaced by an archive`() async throws {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder.appending("work"))
            for target in [folder, FilePath("/dev/null")] {
                await #expect(throws: DeliveryError.notARegularFile(target)) {
                    try await ArchiveSink(file: target).deliver(image)
                }
            }
        }
    }

    @Test func `a layer file that has changed leaves the archive that was there`() async throws {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder.appending("work"))
            let layer = image.layers[0]
            try write("short", to: layer.blob.lastComponent?.string ?? "", in: folder.appending("work"))
            let target = try write("mine", to: "out/image.tar", in: folder)
            await #expect(throws: DeliveryError.layerChanged(layer.blob, expectedBytes: layer.descriptor.size)) {
                try await ArchiveSink(file: target).deliver(image)
            }
            #expect(try contents(of: folder.appending("out")) == ["image.tar": Array("mine".utf8)])
        }
    }

    @Test(arguments: ["digits:v1", nil])
    func `an archive holds a layout and docker's index, sorted, and is valid`(name: String?) async throws {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder.appending("work"), named: name)
            let target = folder.appending("a/b/image.tar")
            try await ArchiveSink(file: target).deliver(image)
            try ImageValidation.validate(archive: target, workspace: makeFolder("check", in: folder))

            let reader = try TarReader(target)
            var paths: [String] = []
            while let entry = try reader.next() {
                #expect(entry.attributes.modificationTime == Fixture.created.secondsSinceEpoch)
                #expect(entry.attributes.permissions == (entry.kind == .directory ? 0o755 : 0o644))
                paths.append(entry.path)
            }
            let blobs = image.blobs.map { "blobs/sha256/\($0.descriptor.digest.hex)" }.sorted()
            #expect(
                paths == ["blobs/", "blobs/sha256/"] + blobs + ["index.json", "manifest.json", "oci-layout"])

            let tags = name == nil ? "" : #","RepoTags":["docker.io/library/digits:v1"]"#
            let layers = image.layers.map { #""blobs/sha256/\#($0.descriptor.digest.hex)""# }.joined(separator: ",")
            let config = "blobs/sha256/\(image.config.descriptor.digest.hex)"
            #expect(
                try text(folder.appending("check/manifest.json"))
                    == #"[{"Config":"\#(config)","Layers":[\#(layers)]\#(tags)}]"#)
        }
    }

    @Test func `one image goes to two archives and a layout, with the same bytes each time`() async throws {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder.appending("work"))
            let first = folder.appending("first.tar")
            let second = try write("an older archive", to: "second.tar", in: folder)
            for sink in [ArchiveSink(file: first), ArchiveSink(file: second)] { try await sink.deliver(image) }
            try await LayoutSink(directory: folder.appending("layout")).deliver(image)
            #expect(try read(first) == read(second))
            try ImageValidation.validate(layout: folder.appending("layout"))
            let once = try text(folder.appending("layout/index.json"))
            try ImageValidation.validate(archive: first, workspace: makeFolder("check", in: folder))
            #expect(try text(folder.appending("check/index.json")) == once)
        }
    }

    @Test func `a layer that is there twice is one entry, and docker counts it twice`() async throws {
        try await withTemporaryDirectory { folder in
            let layer = try Fixture.layers(in: folder.appending("work"))[0]
            let image = try Image.assemble(
                layers: [layer, layer], configuration: ContainerConfig(), platform: .linuxAMD64, created: .epoch)
            try await ArchiveSink(file: folder.appending("a.tar")).deliver(image)
            try ImageValidation.validate(
                archive: folder.appending("a.tar"), workspace: makeFolder("check", in: folder))
        }
    }
}
