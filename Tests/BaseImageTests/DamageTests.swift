import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import BaseImage

/// Everything that may be wrong with a base, made wrong once; nothing may be left behind or touched.
struct DamageTests {
    private func image() throws -> HandmadeImage {
        try HandmadeImage({ try $0.folder("etc") }, { try $0.file("etc/passwd") })
    }

    /// What is found in a layout of `image`. The layout stays as it was, and nothing stands beside it.
    private func found(_ image: HandmadeImage) async throws -> BaseProblem? {
        try await withTemporaryDirectory { folder in
            let layout = folder.appending("layout")
            try image.writeLayout(to: layout)
            let before = try contents(of: layout)
            let problem = try await problem(.layout(layout, name: nil), in: folder)
            #expect(try contents(of: layout) == before)
            #expect(Set(try contents(of: folder).keys.filter { !$0.hasPrefix("layout") }).isSubset(of: ["work"]))
            return problem
        }
    }

    /// What is found in an archive, plain or compressed; every file that is left has the digest that it is named after.
    private func found(archive: [UInt8]) async throws -> BaseProblem? {
        try await withTemporaryDirectory { folder in
            try write(archive, to: "in/a.tar", in: folder)
            let problem = try await problem(.archive(folder.appending("in/a.tar")), in: folder)
            for (name, bytes) in try contents(of: folder) where name.hasPrefix("work/") {
                #expect(try name == bytes.map { "work/\(try Digest.of($0).hex)" })
            }
            #expect(Set(try contents(of: folder).keys.filter { !$0.hasPrefix("work") }) == ["in", "in/a.tar"])
            return problem
        }
    }

    private func archive(_ image: HandmadeImage, more: (TarWriter) throws -> Void = { _ in }) throws -> [UInt8] {
        let (entry, blobs) = try image.sealed()
        return try HandmadeImage.tar { tar in
            try tar.addFile(
                "index.json", bytes: CanonicalJSON.encode(ImageIndex(manifests: [entry])),
                attributes: HandmadeImage.plain)
            try tar.file("oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
            for blob in blobs.reversed() {
                try tar.addFile("blobs/sha256/\(blob.digest.hex)", bytes: blob.bytes, attributes: HandmadeImage.plain)
            }
            try more(tar)
        }
    }

    @Test func `what is whole has no problem`() async throws {
        #expect(try await found(image()) == nil)
        #expect(try await found(archive: archive(image())) == nil)
    }

    @Test(arguments: 0..<4)
    func `a changed byte in a layer, the configuration or the manifest is found`(index: Int) async throws {
        var image = try image()
        let stated = try image.sealed().blobs[index].digest
        image.changeBlobs = { $0[index].bytes[20] ^= 1 }
        let actual = try Digest.of(image.sealed().blobs[index].bytes)
        #expect(try await found(image) == .wrongDigest(stated, found: actual))
        #expect(try await found(archive: archive(image)) == .wrongDigest(stated, found: actual))
    }

    @Test(arguments: 0..<4)
    func `a blob that ends too early is found`(index: Int) async throws {
        var image = try image()
        let whole = try image.sealed().blobs[index]
        image.changeBlobs = { $0[index].bytes.removeLast() }
        let size = Int64(whole.bytes.count)
        #expect(try await found(image) == .wrongSize(whole.digest, stated: size, found: size - 1))
    }

    @Test(arguments: 0..<4)
    func `a blob that is not there is found`(index: Int) async throws {
        var image = try image()
        let digest = try image.sealed().blobs[index].digest
        image.changeBlobs = { $0.remove(at: index) }
        #expect(try await found(image) == .missingBlob(digest))
        #expect(try await found(archive: archive(image)) == .missingBlob(digest))
    }

    @Test func `a layer under another diff id is found`() async throws {
        var image = try image()
        let sealed = try image.sealed()
        let (right, wrong) = (try Digest.of(image.tars[1]), try Digest.of([1]))
        image.changeConfig = { config in
            guard case .array(var diffIDs)? = config["rootfs"]?["diff_ids"] else { return }
            diffIDs[1] = .string(wrong.description)
            config.set("rootfs", "diff_ids", to: .array(diffIDs))
        }
        let expected = BaseProblem.wrongDiffID(layer: sealed.blobs[1].digest, stated: wrong, found: right)
        #expect(try await found(image) == expected)
    }

    @Test func `a layer whose compressed bytes are damaged under a right digest is found`() async throws {
        var image = try image()
        let gzip = HandmadeImage.gzip(image.tars[1])
        let cut = Array(gzip.dropLast(12))
        let digest = try Digest.of(cut)
        image.changeManifest = { manifest in
            guard case .array(var layers)? = manifest["layers"] else { return }
            layers[1].set("digest", to: .string(digest.description))
            layers[1].set("size", to: .integer(Int64(cut.count)))
            manifest.set("layers", to: .array(layers))
        }
        image.changeBlobs = { $0.append(.init(digest: digest, bytes: cut)) }
        guard case .damagedLayer(digest, _)? = try await found(image) else {
            Issue.record("\(try await found(image) as Any)")
            return
        }
    }

    @Test func `a layer that is no archive is found`() async throws {
        var image = try image()
        image.tars[1] = [UInt8](repeating: 7, count: 2000)
        guard case .damagedLayer? = try await found(image) else {
            Issue.record("\(try await found(image) as Any)")
            return
        }
    }

    @Test func `a configuration that names another number of layers is found`() async throws {
        var image = try image()
        image.changeConfig = { $0.set("rootfs", "diff_ids", to: .array([])) }
        #expect(try await found(image) == .layerCount(manifest: 2, config: 0))
    }

    @Test func `a history of more layers than there are is found`() async throws {
        var image = try image()
        image.changeConfig = { $0.set("history", to: .array([.object([:]), .object([:]), .object([:])])) }
        #expect(try await found(image) == .historyCount(layers: 2, entries: 3))
    }

    @Test func `a base with as many layers as there may be is refused before they are read`() async throws {
        var image = try image()
        image.tars = Array(repeating: image.tars[0], count: 127)
        image.changeBlobs = { blobs in blobs = Array(blobs.suffix(2)) }
        #expect(try await found(image) == .tooManyLayers(base: 127, added: 1, max: 127))
    }

    @Test func `a manifest of docker's first schema is told as such`() async throws {
        var image = try image()
        image.changeManifest = { $0.set("schemaVersion", to: .integer(1)) }
        #expect(try await found(image) == .schema1)
        try await withTemporaryDirectory { folder in
            var (entry, blobs) = try self.image().sealed()
            entry.mediaType = MediaType(rawValue: "application/vnd.docker.distribution.manifest.v1+prettyjws")
            try HandmadeImage.writeLayout([entry], blobs, to: folder.appending("layout"))
            #expect(try await problem(.layout(folder.appending("layout"), name: nil), in: folder) == .schema1)
        }
    }

    @Test(arguments: [
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
    ])
    func `a layer that may not be copied is refused`(type: String) async throws {
        let image = try withLayerType(type)
        let digest = try image.sealed().blobs[0].digest
        #expect(try await found(image) == .foreignLayer(digest))
    }

    @Test func `a layer of a type that nobody knows is refused`() async throws {
        let image = try withLayerType("application/octet-stream")
        let digest = try image.sealed().blobs[0].digest
        let type = MediaType(rawValue: "application/octet-stream")
        #expect(try await found(image) == .unknownMediaType(digest, type))
    }

    @Test func `an artifact is no base`() async throws {
        var image = try image()
        image.changeManifest = { $0.set("config", "mediaType", to: .string("application/vnd.oci.empty.v1+json")) }
        guard case .unknownMediaType? = try await found(image) else {
            Issue.record("\(try await found(image) as Any)")
            return
        }
    }

    @Test func `a document that is larger than any is not read`() async throws {
        var image = try image()
        let digest = try image.sealed().blobs[2].digest
        image.changeManifest = { $0.set("config", "size", to: .integer(9 << 20)) }
        #expect(try await found(image) == .tooLarge(digest, byteCount: 9 << 20, byteCountMax: 8 << 20))
    }

    @Test func `a manifest that says it is something else than what leads to it says is found`() async throws {
        var image = try image()
        image.changeManifest = { $0.set("mediaType", to: .string(MediaType.imageIndex.rawValue)) }
        guard case .damagedDocument? = try await found(image) else {
            Issue.record("\(try await found(image) as Any)")
            return
        }
    }

    @Test func `a configuration without a platform is found`() async throws {
        var image = try image()
        image.changeConfig = { $0.set("architecture", to: nil) }
        guard case .damagedDocument? = try await found(image) else {
            Issue.record("\(try await found(image) as Any)")
            return
        }
    }

    @Test(arguments: ["../evil", "etc/../../evil", "etc/.wh..."])
    func `an entry of a layer that leads out is refused`(name: String) async throws {
        let image = try HandmadeImage({ try $0.file(name) })
        #expect(try await found(image) == .unsafeEntry(name))
    }

    @Test(arguments: ["../evil", "blobs/../../evil"])
    func `an entry of an archive that leads out is refused`(name: String) async throws {
        #expect(try await found(archive: archive(image()) { try $0.file(name) }) == .unsafeEntry(name))
    }

    @Test func `a layer of docker's archive that leads out is refused`() async throws {
        try await withTemporaryDirectory { folder in
            let file = folder.appending("a.tar")
            try image().writeDockerArchive(to: file, layerNames: ["0/layer.tar", "../1/layer.tar"])
            #expect(try await problem(.archive(file), in: folder) == .unsafeEntry("../1/layer.tar"))
            try image().writeDockerArchive(
                to: file, links: [("l", "../../etc/passwd")], layerNames: ["0/layer.tar", "l"])
            #expect(try await problem(.archive(file), in: folder) == .unsafeEntry("l"))
        }
    }

    @Test func `an archive of several images is refused`() async throws {
        try await withTemporaryDirectory { folder in
            try image().writeDockerArchive(to: folder.appending("a.tar"), times: 2)
            #expect(
                try await problem(.archive(folder.appending("a.tar")), in: folder)
                    == .severalImages(names: ["base:v1", "base:v1"]))
        }
    }

    @Test func `an archive that ends too early is found, wherever it ends`() async throws {
        let whole = try archive(image())
        let end = whole.count - 1024  // two blocks of zeros, without which engines read an archive as well
        for archive in [whole, HandmadeImage.gzip(whole)] {
            let last = archive == whole ? end : archive.count
            for count in stride(from: 1, to: last, by: last / 23) {
                #expect(try await found(archive: Array(archive[..<count])) != nil, "\(count) of \(archive.count)")
            }
        }
    }

    @Test func `an archive with a name twice is refused`() async throws {
        let archive = try archive(image()) { try $0.file("index.json", "{}") }
        #expect(try await found(archive: archive) == .damagedArchive(reason: "`index.json` is in it twice"))
    }

    @Test func `what is no image is told as such`() async throws {
        for (archive, reason) in [
            (try HandmadeImage.tar { _ in }, "it is an empty archive"),
            (try HandmadeImage.tar { try $0.file("a") }, "there is neither `index.json` nor `manifest.json` in it"),
        ] {
            #expect(try await found(archive: archive) == .notAnImage(reason: reason))
        }
        try await withTemporaryDirectory { folder in
            let layout = BaseSource.layout(folder.appending("layout"), name: nil)
            #expect(try await problem(layout, in: folder) == .notAnImage(reason: "there is no `oci-layout`"))
            try write(Array(#"{"imageLayoutVersion":"2.0.0"}"#.utf8), to: "layout/oci-layout", in: folder)
            #expect(
                try await problem(layout, in: folder)
                    == .notAnImage(reason: "it is a layout of the unknown version `2.0.0`"))
            try write(Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8), to: "layout/oci-layout", in: folder)
            #expect(try await problem(layout, in: folder) == .notAnImage(reason: "there is no `index.json`"))
            try write(Array("[]".utf8), to: "layout/index.json", in: folder)
            #expect(
                try await problem(layout, in: folder)
                    == .notAnImage(reason: "`index.json` is not the JSON that belongs there"))
            let none = ImageIndex(manifests: [])
            try write(try CanonicalJSON.encode(none), to: "layout/index.json", in: folder)
            #expect(try await problem(layout, in: folder) == .notAnImage(reason: "`index.json` names no image"))
        }
        await #expect(throws: ArchiveError.unreadable("/nowhere/a.tar", .noSuchFileOrDirectory)) {
            try await withTemporaryDirectory { folder in _ = try await load(.archive("/nowhere/a.tar"), in: folder) }
        }
    }

    @Test func `every problem has words and a remedy`() throws {
        let digest = try Digest.of([])
        let problems: [BaseProblem] = [
            .incompleteName(form: "f"), .notAnImage(reason: "r"), .severalImages(names: ["a"]),
            .noSuchName("n", offered: ["o"]), .noPlatform(wanted: .linuxAMD64, offered: ["o"]),
            .noPlatform(wanted: .linuxAMD64, offered: []), .unsafeEntry("e"), .damagedArchive(reason: "r"),
            .missingBlob(digest), .wrongDigest(digest, found: digest), .wrongSize(digest, stated: 1, found: 2),
            .tooLarge(digest, byteCount: 2, byteCountMax: 1), .damagedDocument(digest, reason: "r"),
            .damagedLayer(digest, reason: "r"), .wrongDiffID(layer: digest, stated: digest, found: digest),
            .layerCount(manifest: 1, config: 2), .historyCount(layers: 1, entries: 2), .schema1,
            .unknownMediaType(digest, .layerTar), .foreignLayer(digest),
            .tooManyLayers(base: 127, added: 1, max: 127), .zstdOnDocker, .linkLoop(path: "p"),
            .parentNotADirectory(path: "p", parent: "q"), .coversDirectory(path: "p"),
        ]
        for problem in problems {
            let diagnostics = BaseError("base", problem).diagnostics
            #expect(diagnostics.count == 1)
            #expect(diagnostics[0].location == "base")
            #expect(!diagnostics[0].message.isEmpty && !diagnostics[0].remedies.isEmpty)
        }
    }

    private func withLayerType(_ type: String) throws -> HandmadeImage {
        var image = try image()
        image.changeManifest = { manifest in
            guard case .array(var layers)? = manifest["layers"] else { return }
            layers[0].set("mediaType", to: .string(type))
            manifest.set("layers", to: .array(layers))
        }
        return image
    }
}
