import Compression
import ImageAssembly
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import BaseImage

struct LoadingTests {
    private func image() throws -> HandmadeImage {
        try HandmadeImage({ try $0.folder("etc") }, { try $0.file("etc/passwd") })
    }

    /// What all ways of loading ``image()`` must give.
    private func check(_ base: BaseImage, isGzip: Bool = true) throws {
        let tars = try image().tars
        #expect(try base.layers.map(\.diffID) == tars.map { try Digest.of($0) })
        #expect(base.layers.map(\.uncompressedSize) == tars.map { Int64($0.count) })
        #expect(try base.layers.map { try read($0.blob) } == tars.map { isGzip ? HandmadeImage.gzip($0) : $0 })
        #expect(base.platform == .linuxAMD64)
        #expect(base.listing.contains("/etc/passwd"))
    }

    @Test func `no base has no layers`() async throws {
        try await withTemporaryDirectory { folder in
            let base = try await load(.scratch, in: folder, for: .linuxARM64)
            #expect(base.layers.isEmpty)
            #expect(base.platform == .linuxARM64)
            #expect(base.name == nil && base.digest == nil)
            #expect(!base.listing.contains("etc"))
            #expect(try contents(of: folder).isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func `a layout is read where it is`(isGzip: Bool) async throws {
        try await withTemporaryDirectory { folder in
            var image = try image()
            image.isGzip = isGzip
            let layout = folder.appending("layout")
            let entry = try image.writeLayout(to: layout, name: "registry.example:5000/team/base:v1")
            let before = try contents(of: layout)
            let base = try await load(.layout(layout, name: nil), in: folder)
            try check(base, isGzip: isGzip)
            #expect(base.name == "registry.example:5000/team/base:v1")
            #expect(base.digest == entry.digest)
            #expect(!base.usesDockerTypes)
            #expect(try contents(of: layout) == before)
            #expect(base.layers.allSatisfy { $0.blob.starts(with: layout) })
            #expect(try !folder.appending("work").exists || contents(of: folder.appending("work")).isEmpty)
        }
    }

    @Test func `a tag that is no name in full is not told as one`() async throws {
        try await withTemporaryDirectory { folder in
            try image().writeLayout(to: folder.appending("layout"), name: "latest")
            #expect(try await load(.layout(folder.appending("layout"), name: nil), in: folder).name == nil)
        }
    }

    @Test func `an image of our own is a base, as a layout and as an archive`() async throws {
        try await withTemporaryDirectory { folder in
            let builder = LayerBuilder(
                workspace: folder.appending("layers"), compression: .gzip, modificationTime: .epoch)
            let image = try Image.assemble(
                layers: [builder.build([.file(bytes: [1], at: "app/a")], createdBy: "a")],
                configuration: ContainerConfig(), platform: .linuxAMD64, created: .epoch,
                reference: try ImageReference(parsing: "digits:v1"))
            try await LayoutSink(directory: folder.appending("layout")).deliver(image)
            try await ArchiveSink(file: folder.appending("a.tar")).deliver(image)
            for source in [
                BaseSource.layout(folder.appending("layout"), name: "v1"), .archive(folder.appending("a.tar")),
            ] {
                let base = try await load(source, in: folder)
                #expect(base.name == "docker.io/library/digits:v1")
                #expect(base.digest == image.digest)
                #expect(base.layers.map(\.descriptor) == image.layers.map(\.descriptor))
                #expect(base.listing.contains("app/a"))
            }
        }
    }

    @Test(arguments: [false, true])
    func `an archive is unpacked under digests alone`(isCompressed: Bool) async throws {
        try await withTemporaryDirectory { folder in
            let (entry, blobs) = try image().sealed()
            var tar = try HandmadeImage.tar { tar in
                // The order is the worst one, and the names have `./` before them, as `tar -c .` writes them.
                for blob in blobs.reversed() {
                    try tar.addFile(
                        "./blobs/sha256/\(blob.digest.hex)", bytes: blob.bytes, attributes: HandmadeImage.plain)
                }
                try tar.addFile(
                    "./index.json", bytes: CanonicalJSON.encode(ImageIndex(manifests: [entry])),
                    attributes: HandmadeImage.plain)
                try tar.file("./oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
                try tar.file("./home/.bashrc", "never unpacked")
            }
            if isCompressed { tar = HandmadeImage.gzip(tar) }
            try write(tar, to: "a.tar", in: folder)
            let base = try await load(.archive(folder.appending("a.tar")), in: folder)
            try check(base)
            #expect(base.digest == entry.digest)
            #expect(
                Set(try contents(of: folder).keys) == Set(["a.tar", "work"] + blobs.map { "work/\($0.digest.hex)" }))
        }
    }

    @Test(arguments: [true, false])
    func `an archive of docker's own has no manifest, and so no digest`(isGzip: Bool) async throws {
        try await withTemporaryDirectory { folder in
            var image = try image()
            image.isGzip = isGzip
            try image.writeDockerArchive(to: folder.appending("a.tar"))
            let base = try await load(.archive(folder.appending("a.tar")), in: folder)
            try check(base, isGzip: isGzip)
            #expect(base.name == "docker.io/library/base:v1")
            #expect(base.digest == nil)
            #expect(base.layers[0].descriptor.mediaType == (isGzip ? .layerTarGzip : .layerTar))
        }
    }

    @Test func `a layer of docker's own archive may be a link to another`() async throws {
        try await withTemporaryDirectory { folder in
            var image = try image()
            image.tars.append(image.tars[1])
            try image.writeDockerArchive(
                to: folder.appending("a.tar"), links: [("x/layer.tar", "../1/layer.tar")],
                layerNames: ["0/layer.tar", "1/layer.tar", "x/layer.tar"])
            let base = try await load(.archive(folder.appending("a.tar")), in: folder)
            #expect(base.layers[2].blob == base.layers[1].blob)
        }
    }

    @Test func `of an archive that is both, the layout counts`() async throws {
        try await withTemporaryDirectory { folder in
            let (entry, blobs) = try image().sealed()
            let tar = try HandmadeImage.tar { tar in
                try tar.file("manifest.json", "damaged")
                try tar.file("oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
                try tar.addFile(
                    "index.json", bytes: CanonicalJSON.encode(ImageIndex(manifests: [entry])),
                    attributes: HandmadeImage.plain)
                for blob in blobs {
                    try tar.addFile(
                        "blobs/sha256/\(blob.digest.hex)", bytes: blob.bytes, attributes: HandmadeImage.plain)
                }
            }
            try write(tar, to: "a.tar", in: folder)
            try check(await load(.archive(folder.appending("a.tar")), in: folder))
        }
    }

    @Test func `an image of a layout is found by its name, by the name in full, and by its tag`() async throws {
        try await withTemporaryDirectory { folder in
            let layout = folder.appending("layout")
            var (one, two) = (try image().sealed(), try HandmadeImage({ try $0.file("two") }).sealed())
            one.entry.annotations = [Annotation.referenceName: "v1"]
            two.entry.annotations = [Annotation.referenceName: "docker.io/library/two:v2"]
            try HandmadeImage.writeLayout([one.entry, two.entry], one.blobs + two.blobs, to: layout)
            for (name, digest) in [
                ("v1", one.entry.digest), ("v2", two.entry.digest), ("two:v2", two.entry.digest),
                ("docker.io/library/two:v2", two.entry.digest),
            ] {
                #expect(try await load(.layout(layout, name: name), in: folder).digest == digest)
            }
            let names = ["docker.io/library/two:v2", "v1"]
            #expect(try await problem(.layout(layout, name: nil), in: folder) == .severalImages(names: names))
            #expect(
                try await problem(.layout(layout, name: "v3"), in: folder) == .noSuchName("v3", offered: names))
        }
    }

    @Test func `a layer with the wrong one of the known types is read as what it is`() async throws {
        try await withTemporaryDirectory { folder in
            var image = try image()
            image.changeManifest = { manifest in
                guard case .array(var layers)? = manifest["layers"] else { return }
                layers[0].set("mediaType", to: .string(MediaType.layerTar.rawValue))
                manifest.set("layers", to: .array(layers))
            }
            try image.writeLayout(to: folder.appending("layout"))
            try check(await load(.layout(folder.appending("layout"), name: nil), in: folder))
        }
    }

    @Test(arguments: [true, false])
    func `a layer that ends with the last byte of its last file is read as engines do`(isGzip: Bool) async throws {
        try await withTemporaryDirectory { folder in
            var image = try HandmadeImage({ try $0.file("a", "hello") })
            image.isGzip = isGzip
            image.tars[0] = Array(image.tars[0].prefix(512 + 5))
            try image.writeLayout(to: folder.appending("layout"))
            let base = try await load(.layout(folder.appending("layout"), name: nil), in: folder)
            #expect(base.listing.contains("a"))
            #expect(base.layers[0].uncompressedSize == 517)
        }
    }

    @Test func `a base with more layers than are read at once has them in order`() async throws {
        try await withTemporaryDirectory { folder in
            var image = try HandmadeImage()
            image.tars = try (0..<11).map { number in try HandmadeImage.tar { try $0.file("f", "\(number)") } }
            try image.writeLayout(to: folder.appending("layout"))
            let base = try await load(.layout(folder.appending("layout"), name: nil), in: folder)
            #expect(try base.layers.map(\.diffID) == image.tars.map { try Digest.of($0) })
        }
    }

    @Test func `a registry's fetcher is asked and believed as little as a file`() async throws {
        try await withTemporaryDirectory { folder in
            let (entry, blobs) = try image().sealed()
            var fetcher = MemoryFetcher(entry: entry, folder: folder, manifest: blobs[3].bytes)
            for blob in blobs { try write(blob.bytes, to: blob.digest.hex, in: folder) }
            let reference = try ImageReference(parsing: "base:v1")
            let base = try await BaseImage.load(
                .registry(reference), for: .linuxAMD64, workspace: folder.appending("work")
            ) { [fetcher] in
                #expect($0 == reference)
                return fetcher
            }
            try check(base)
            #expect(base.name == "docker.io/library/base:v1")
            fetcher.manifest[10] ^= 1
            let (damaged, found) = (fetcher, try Digest.of(fetcher.manifest))
            await #expect(throws: BaseError("base:v1", .wrongDigest(entry.digest, found: found))) {
                _ = try await BaseImage.load(
                    from: damaged, source: "base:v1", for: .linuxAMD64, workspace: folder.appending("work"))
            }
        }
    }
}

/// A registry as far as the loader knows one.
private struct MemoryFetcher: BaseFetcher {
    let entry: Descriptor
    let folder: FilePath
    var manifest: [UInt8]

    func roots() -> [BaseRoot] { [BaseRoot(entry, name: "docker.io/library/base:v1")] }

    func manifest(_ descriptor: Descriptor) -> [UInt8] { manifest }

    func blob(_ descriptor: Descriptor) -> FilePath { folder.appending(descriptor.digest.hex) }
}

extension FilePath {
    fileprivate var exists: Bool { (try? stat()) != nil }
}
