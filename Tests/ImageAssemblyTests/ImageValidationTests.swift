import LayerArchive
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ImageAssembly

/// Everything that the validation is there to find, made wrong once.
struct ImageValidationTests {
    private typealias Finding = ImageValidationError.Finding

    private func found(in layout: FilePath) -> [Finding] {
        do throws(ImageValidationError) {
            try ImageValidation.validate(layout: layout)
            return []
        } catch {
            return error.findings
        }
    }

    /// What is found in a layout of the fixture's image after `change` was made to it.
    private func findings(
        after change: (_ layout: FilePath, Image) throws -> Void
    ) async throws -> ([Finding], Image) {
        try await withTemporaryDirectory { folder in
            let layout = folder.appending("layout")
            let image = try Fixture.image(in: folder.appending("work"))
            try await LayoutSink(directory: layout).deliver(image)
            try change(layout, image)
            return (found(in: layout), image)
        }
    }

    /// What is found in an image whose configuration and manifest were changed before they were hashed.
    private func findings(
        config changeConfig: (inout ImageConfig) -> Void = { _ in },
        manifest changeManifest: (inout ImageManifest) -> Void = { _ in }
    ) async throws -> ([Finding], Image) {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder.appending("work"))
            guard case .bytes(let configBytes) = image.config.content else { return ([], image) }
            guard case .bytes(let manifestBytes) = image.manifest.content else { return ([], image) }
            var config = try CanonicalJSON.decode(ImageConfig.self, from: configBytes)
            changeConfig(&config)
            let configBlob = try Blob.json(config, mediaType: .imageConfig)
            var manifest = try CanonicalJSON.decode(ImageManifest.self, from: manifestBytes)
            manifest.config = configBlob.descriptor
            changeManifest(&manifest)
            let changed = Image(
                layers: image.layers, config: configBlob, manifest: try Blob.json(manifest, mediaType: .imageManifest),
                platform: image.platform, created: image.created, reference: image.reference)
            let layout = folder.appending("layout")
            try await LayoutSink(directory: layout).deliver(changed)
            return (found(in: layout), changed)
        }
    }

    private func path(_ digest: Digest) -> String { "blobs/sha256/\(digest.hex)" }

    @Test func `nothing is found in an image as it was delivered`() async throws {
        #expect(try await findings(after: { _, _ in }).0.isEmpty)
        #expect(try await findings().0.isEmpty)
    }

    @Test func `a changed byte in any blob is found`() async throws {
        for index in 0..<4 {
            let (found, image) = try await findings(after: { layout, image in
                let digest = image.blobs[index].descriptor.digest
                var bytes = try read(layout.appending(path(digest)))
                bytes[bytes.count / 2] ^= 1
                try write(bytes, to: path(digest), in: layout)
            })
            guard case .wrongDigest(image.blobs[index].descriptor.digest, _)? = found.first else {
                Issue.record("\(found)")
                continue
            }
        }
    }

    @Test func `a missing blob is found`() async throws {
        for index in 0..<4 {
            let (found, image) = try await findings(after: { layout, image in
                Disk().remove([layout.appending(path(image.blobs[index].descriptor.digest))])
            })
            guard case .unusableFile(path(image.blobs[index].descriptor.digest), _)? = found.first else {
                Issue.record("\(found)")
                continue
            }
        }
    }

    @Test(arguments: ["index.json", "oci-layout"])
    func `a file of the layout that is not JSON is found`(name: String) async throws {
        let (found, _) = try await findings(after: { layout, _ in try write("?", to: name, in: layout) })
        #expect(found == [.unusableFile(name, reason: "it is not the JSON that belongs there")])
    }

    @Test func `a wrong size is found`() async throws {
        let (found, image) = try await findings(manifest: { $0.layers[1].size += 1 })
        let layer = image.layers[1].descriptor
        #expect(found == [.wrongSize(layer.digest, stated: layer.size + 1, actual: layer.size)])
    }

    @Test func `media types that say something else are found`() async throws {
        let (found, image) = try await findings(manifest: { manifest in
            manifest.layers[0].mediaType = MediaType(rawValue: "text/plain")
            manifest.config.mediaType = .layerTar
        })
        #expect(
            found == [
                .wrongMediaType(image.layers[0].descriptor.digest, MediaType(rawValue: "text/plain")),
                .wrongMediaType(image.config.descriptor.digest, .layerTar),
            ])
    }

    @Test func `a layer that is called compressed and is not is found`() async throws {
        let (found, image) = try await findings(manifest: { $0.layers[0].mediaType = .layerTarGzip })
        guard found.count == 1, case .unusableFile(path(image.layers[0].descriptor.digest), _) = found[0] else {
            Issue.record("\(found)")
            return
        }
    }

    @Test func `a wrong diff id is found, of plain and compressed layers`() async throws {
        let (found, image) = try await findings(config: { $0.rootfs.diffIDs.reverse() })
        let layers = image.layers
        #expect(
            found == [
                .wrongDiffID(
                    layer: layers[0].descriptor.digest, stated: layers[1].diffID, actual: layers[0].diffID),
                .wrongDiffID(
                    layer: layers[1].descriptor.digest, stated: layers[0].diffID, actual: layers[1].diffID),
            ])
    }

    @Test func `counts that differ are found`() async throws {
        let (found, image) = try await findings(config: { config in
            config.rootfs.diffIDs.removeLast()
            config.history?[0].emptyLayer = true
        })
        #expect(
            found == [
                .diffIDCount(manifest: image.digest, layers: 2, diffIDs: 1),
                .historyCount(manifest: image.digest, layers: 2, entries: 1),
            ])
    }

    @Test func `a platform other than the index says is found`() async throws {
        let (found, image) = try await findings(config: { $0.architecture = "arm64" })
        #expect(found == [.wrongPlatform(manifest: image.digest)])
    }

    @Test func `a name that two images have is found`() async throws {
        let (found, _) = try await findings(after: { layout, image in
            let index = ImageIndex(manifests: [ImageBundle(image).indexEntry, ImageBundle(image).indexEntry])
            try write(CanonicalJSON.encode(index), to: "index.json", in: layout)
        })
        #expect(found == [.duplicateName("docker.io/library/digits:v1")])
    }

    @Test(arguments: [
        (#"[]"#, Finding.dockerManifest(reason: "0 images beside 1 in the layout")),
        (#"{}"#, .unusableFile("manifest.json", reason: "it is not the JSON that belongs there")),
    ])
    func `docker's index that names something else is found`(json: String, finding: ImageValidationError.Finding)
        async throws
    {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder.appending("work"))
            let layout = folder.appending("layout")
            try await LayoutSink(directory: layout).deliver(image)
            try write(json, to: "manifest.json", in: layout)
            #expect(throws: ImageValidationError(findings: [finding])) {
                try ImageValidation.validate(
                    archive: pack(layout, as: folder.appending("a.tar")), workspace: makeFolder("check", in: folder))
            }
        }
    }

    @Test func `docker's index with other layers, another configuration and a name without a tag is found`()
        async throws
    {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder.appending("work"))
            let layout = folder.appending("layout")
            try await LayoutSink(directory: layout).deliver(image)
            var manifest = DockerManifest(
                DockerImage(config: image.config.descriptor, layers: []), named: image.reference)
            manifest.config = "c"
            manifest.layers = ["l"]
            manifest.repoTags = ["digits"]
            try write(CanonicalJSON.encode([manifest]), to: "manifest.json", in: layout)
            let error = #expect(throws: ImageValidationError.self) {
                try ImageValidation.validate(
                    archive: pack(layout, as: folder.appending("a.tar")), workspace: makeFolder("check", in: folder))
            }
            #expect(error?.findings.count == 3)
            #expect(error?.diagnostics.count == 3)
        }
    }

    @Test(arguments: ["../outside", "/outside"])
    func `an archive that would be unpacked outside of its folder is refused`(name: String) async throws {
        try await withTemporaryDirectory { folder in
            var bytes: [UInt8] = []
            let tar = try TarWriter { bytes += $0 }
            try tar.addFile(name, bytes: [1], attributes: TarAttributes(permissions: 0o644, modificationTime: 0))
            try tar.finish()
            let archive = try write(bytes, to: "a.tar", in: folder)
            #expect(throws: LayerError.self) {
                try ImageValidation.validate(archive: archive, workspace: makeFolder("check", in: folder))
            }
            #expect(try folder.appending("outside").existsForTest() == false)
        }
    }

    /// The folder `layout` as a tar file.
    private func pack(_ layout: FilePath, as archive: FilePath) throws -> FilePath {
        let builder = LayerBuilder(
            workspace: archive.removingLastComponent(), compression: .none, modificationTime: .epoch)
        return try builder.build(LayerEntry.contents(of: layout, at: ""), createdBy: "test").blob
    }
}
