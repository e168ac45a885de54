import LayerArchive
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ImageAssembly

struct LayoutSinkTests {
    private func names(in layout: FilePath) throws -> [String?] {
        let index = try CanonicalJSON.decode(ImageIndex.self, from: read(layout.appending("index.json")))
        return index.manifests.map { $0.annotations?[Annotation.referenceName] }
    }

    @Test(arguments: ["file.txt", ".hidden", "index.json", "blobs/sha256/00"])
    func `a folder with other things in it is refused, and stays as it is`(name: String) async throws {
        try await withTemporaryDirectory { folder in
            let target = try makeFolder("out", in: folder)
            try write("mine", to: name, in: target)
            let before = try contents(of: target)
            let image = try Fixture.image(in: folder.appending("work"))
            await #expect(throws: DeliveryError.notALayout(target)) {
                try await LayoutSink(directory: target).deliver(image)
            }
            #expect(try contents(of: target) == before)
        }
    }

    @Test func `a file in the place of the folder, or above it, is refused`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try write("mine", to: "file", in: folder)
            let image = try Fixture.image(in: folder.appending("work"))
            await #expect(throws: DeliveryError.notALayout(file)) {
                try await LayoutSink(directory: file).deliver(image)
            }
            await #expect(throws: DeliveryError.cannotRead(file.appending("out"), .notDirectory)) {
                try await LayoutSink(directory: file.appending("out")).deliver(image)
            }
        }
    }

    @Test(arguments: [
        ("oci-layout", "{}"), ("oci-layout", ""), ("index.json", "{"), ("index.json", "[]"), ("index.json", "{}"),
    ])
    func `a damaged layout is refused, and stays as it is`(name: String, text: String) async throws {
        try await withTemporaryDirectory { folder in
            let layout = folder.appending("out")
            let image = try Fixture.image(in: folder.appending("work"))
            try await LayoutSink(directory: layout).deliver(image)
            let file = try write(text, to: name, in: layout)
            let before = try contents(of: layout)
            await #expect {
                try await LayoutSink(directory: layout).deliver(image)
            } throws: { error in
                guard case .damagedLayout(file, _)? = error as? DeliveryError else { return false }
                return true
            }
            #expect(try contents(of: layout) == before)
        }
    }

    @Test func `a layout of a later version is refused`() async throws {
        try await withTemporaryDirectory { folder in
            try write(#"{"imageLayoutVersion":"2.0.0"}"#, to: "oci-layout", in: folder)
            let image = try Fixture.image(in: folder.appending("work"))
            await #expect(throws: DeliveryError.unknownLayoutVersion(folder, version: "2.0.0")) {
                try await LayoutSink(directory: folder).deliver(image)
            }
        }
    }

    @Test func `a layer file that has changed since it was written is named, and nothing is left`() async throws {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder.appending("work"))
            let layer = image.layers[1]
            try write("short", to: layer.blob.lastComponent?.string ?? "", in: folder.appending("work"))
            await #expect(throws: DeliveryError.layerChanged(layer.blob, expectedBytes: layer.descriptor.size)) {
                try await LayoutSink(directory: folder.appending("a/b")).deliver(image)
            }
            #expect(try folder.appending("a").existsForTest() == false)
        }
    }

    @Test func `a layer is not written a second time, unless its file is a link to another`() async throws {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder.appending("work"))
            let (first, second) = (image.layers[0].blob, image.layers[1].blob)
            let moved = try write(read(second), to: "moved", in: folder)
            Disk().remove([second])
            try makeLink(second.lastComponent?.string ?? "", to: moved.string, in: folder.appending("work"))
            try await LayoutSink(directory: folder.appending("out")).deliver(image)
            try ImageValidation.validate(layout: folder.appending("out"))
            let blobs = folder.appending("out/blobs/sha256")
            func inode(_ path: FilePath) throws -> Inode { try path.stat(followTargetSymlink: false).inode }
            #expect(try inode(blobs.appending(image.layers[0].descriptor.digest.hex)) == inode(first))
            let copy = blobs.appending(image.layers[1].descriptor.digest.hex)
            #expect(try copy.stat(followTargetSymlink: false).type == .regular)
            #expect(try inode(copy) != inode(moved))
        }
    }

    @Test func `a new layout is valid, has the folders above it made, and holds these files alone`() async throws {
        try await withTemporaryDirectory { folder in
            let layout = folder.appending("a/b/out")
            let image = try Fixture.image(in: folder.appending("work"))
            try await LayoutSink(directory: layout).deliver(image)
            try ImageValidation.validate(layout: layout)
            let blobs = image.blobs.map { "blobs/sha256/\($0.descriptor.digest.hex)" }
            #expect(
                try contents(of: layout).keys.sorted()
                    == (["blobs", "blobs/sha256", "index.json", "oci-layout"] + blobs).sorted())
            #expect(try text(layout.appending("oci-layout")) == #"{"imageLayoutVersion":"1.0.0"}"#)
            let expected =
                #"{"manifests":[{"annotations":{"io.containerd.image.name":"docker.io/library/digits:v1","#
                + #""org.opencontainers.image.ref.name":"docker.io/library/digits:v1"},"digest":"\#(image.digest)","#
                + #""mediaType":"application/vnd.oci.image.manifest.v1+json","#
                + #""platform":{"architecture":"amd64","os":"linux"},"size":\#(image.manifest.descriptor.size)}],"#
                + #""mediaType":"application/vnd.oci.image.index.v1+json","schemaVersion":2}"#
            #expect(try text(layout.appending("index.json")) == expected)
        }
    }

    @Test func `an image may be delivered again: the same bytes, and no blob is written twice`() async throws {
        try await withTemporaryDirectory { folder in
            let layout = try makeFolder("out", in: folder)
            let image = try Fixture.image(in: folder.appending("work"))
            try await LayoutSink(directory: layout).deliver(image)
            let before = try contents(of: layout)
            let blob = layout.appending("blobs/sha256/\(image.layers[0].descriptor.digest.hex)")
            let inode = try blob.stat().inode
            try await LayoutSink(directory: layout).deliver(image)
            #expect(try contents(of: layout) == before)
            #expect(try blob.stat().inode == inode)
        }
    }

    @Test func `a blob of the wrong size is written anew`() async throws {
        try await withTemporaryDirectory { folder in
            let layout = folder.appending("out")
            let image = try Fixture.image(in: folder.appending("work"))
            try await LayoutSink(directory: layout).deliver(image)
            // As a disk that failed leaves it; the layer's own file is another.
            let name = "blobs/sha256/\(image.layers[0].descriptor.digest.hex)"
            Disk().remove([layout.appending(name)])
            try write("", to: name, in: layout)
            try await LayoutSink(directory: layout).deliver(image)
            try ImageValidation.validate(layout: layout)
        }
    }

    @Test func `images of other names stay, and one of the same name is replaced`() async throws {
        try await withTemporaryDirectory { folder in
            let sink = LayoutSink(directory: folder.appending("out"))
            let work = folder.appending("work")
            try await sink.deliver(Fixture.image(in: work, named: "digits:v1"))
            try await sink.deliver(Fixture.image(in: work, named: "digits:v2"))
            try await sink.deliver(Fixture.image(in: work, named: nil))
            try await sink.deliver(Fixture.image(in: work, named: nil))
            let newer = try Fixture.image(in: work, named: "digits:v1", weights: [1, 2, 3])
            try await sink.deliver(newer)
            #expect(
                try names(in: sink.directory)
                    == ["docker.io/library/digits:v1", "docker.io/library/digits:v2", nil])
            let index = try CanonicalJSON.decode(ImageIndex.self, from: read(sink.directory.appending("index.json")))
            #expect(index.manifests.first?.digest == newer.digest)
            try ImageValidation.validate(layout: sink.directory)
        }
    }

    @Test func `what other tools wrote into the index stays`() async throws {
        try await withTemporaryDirectory { folder in
            try write(#"{"imageLayoutVersion":"1.0.0","more":1}"#, to: "oci-layout", in: folder)
            let other = #"{"digest":"sha512:00","extra":{"x":[1.5]},"mediaType":"text/plain","size":3,"urls":["u"]}"#
            try write(#"{"custom":true,"manifests":[\#(other)],"schemaVersion":2}"#, to: "index.json", in: folder)
            try await LayoutSink(directory: folder).deliver(Fixture.image(in: folder.appending("work")))
            let index = try text(folder.appending("index.json"))
            #expect(index.hasPrefix(#"{"custom":true,"manifests":[\#(other),{"#))
            #expect(try text(folder.appending("oci-layout")) == #"{"imageLayoutVersion":"1.0.0","more":1}"#)
        }
    }

    @Test func `what a killed delivery left is finished by the next`() async throws {
        try await withTemporaryDirectory { folder in
            let layout = folder.appending("out")
            let image = try Fixture.image(in: folder.appending("work"))
            try await LayoutSink(directory: layout).deliver(image)
            Disk().remove([layout.appending("index.json"), layout.appending("blobs/sha256/\(image.digest.hex)")])
            try await LayoutSink(directory: layout).deliver(image)
            try ImageValidation.validate(layout: layout)
        }
    }

    @Test func `a cancelled task delivers nothing`() async throws {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder.appending("work"))
            for sink in [
                LayoutSink(directory: folder.appending("a/b")), ArchiveSink(file: folder.appending("a/b.tar")),
            ]
                as [any ImageSink]
            {
                let task = Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    try await sink.deliver(image)
                }
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(try folder.appending("a").existsForTest() == false)
            }
        }
    }
}

extension FilePath {
    /// Whether there is anything here.
    func existsForTest() throws -> Bool {
        try Disk().status(self) != nil
    }
}
