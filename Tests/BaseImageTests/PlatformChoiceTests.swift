import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import BaseImage

struct PlatformChoiceTests {
    private func image(_ platform: String) throws -> HandmadeImage {
        var image = try HandmadeImage({ try $0.file("for", platform) })
        image.platform = try Platform(parsing: platform)
        return image
    }

    private func index(_ entries: [Descriptor], type: MediaType) throws -> (Descriptor, HandmadeImage.Blob) {
        var json = try JSONValue(encoding: ImageIndex(manifests: entries))
        json.set("mediaType", to: .string(type.rawValue))
        let bytes = try CanonicalJSON.encode(json)
        let digest = try Digest.of(bytes)
        return (
            Descriptor(mediaType: type, digest: digest, size: Int64(bytes.count)), .init(digest: digest, bytes: bytes)
        )
    }

    @Test func `the image for the platform is found in an index within an index`() async throws {
        for type in [MediaType.imageIndex, .dockerManifestList] {
            try await withTemporaryDirectory { folder in
                let layout = folder.appending("layout")
                let intel = try image("linux/amd64").sealed()
                let arm = try image("linux/arm64").sealed()
                // An attestation: its manifest is not even there.
                var attestation = intel.entry
                attestation.platform = try Platform(parsing: "unknown/unknown")
                attestation.mediaType = .imageManifest
                let (inner, innerBlob) = try index([attestation, arm.entry], type: type)
                let (outer, outerBlob) = try index([intel.entry, inner], type: type)
                try HandmadeImage.writeLayout([outer], intel.blobs + arm.blobs + [innerBlob, outerBlob], to: layout)
                let source = BaseSource.layout(layout, name: nil)

                let base = try await load(source, in: folder, for: .linuxARM64)
                #expect(base.layers[0].diffID == (try Digest.of(image("linux/arm64").tars[0])))
                #expect(base.platform == .linuxARM64)
                // The digest of what the name leads to, and not of the one manifest.
                #expect(base.digest == outer.digest)
                #expect(try await load(source, in: folder).platform == .linuxAMD64)

                let wanted = try Platform(parsing: "linux/riscv64")
                #expect(
                    try await problem(source, in: folder, for: wanted)
                        == .noPlatform(wanted: wanted, offered: ["linux/amd64", "linux/arm64"]))
            }
        }
    }

    @Test func `images of one name beside each other in a layout are one image for several platforms`() async throws {
        try await withTemporaryDirectory { folder in
            let layout = folder.appending("layout")
            let intel = try image("linux/amd64").sealed()
            var arm = try image("linux/arm64").sealed()
            // What says nothing of its platform is asked for its configuration.
            arm.entry.platform = nil
            try HandmadeImage.writeLayout([intel.entry, arm.entry], intel.blobs + arm.blobs, to: layout)
            let base = try await load(.layout(layout, name: nil), in: folder, for: .linuxARM64)
            #expect(base.digest == arm.entry.digest)
        }
    }

    @Test func `one image alone must be for the platform as well`() async throws {
        try await withTemporaryDirectory { folder in
            let layout = folder.appending("layout")
            try image("linux/arm64").writeLayout(to: layout)
            #expect(
                try await problem(.layout(layout, name: nil), in: folder)
                    == .noPlatform(wanted: .linuxAMD64, offered: ["linux/arm64"]))
        }
    }

    @Test func `an index that lies about a platform is found`() async throws {
        try await withTemporaryDirectory { folder in
            let layout = folder.appending("layout")
            var arm = try image("linux/arm64").sealed()
            arm.entry.platform = .linuxAMD64
            let (outer, blob) = try index([arm.entry], type: .imageIndex)
            try HandmadeImage.writeLayout([outer], arm.blobs + [blob], to: layout)
            #expect(
                try await problem(.layout(layout, name: nil), in: folder)
                    == .noPlatform(wanted: .linuxAMD64, offered: ["linux/arm64"]))
        }
    }

    @Test func `an image for v7 upon a base for v6 is one for v7`() async throws {
        try await withTemporaryDirectory { folder in
            let layout = folder.appending("layout")
            try image("linux/arm/v6").writeLayout(to: layout)
            let wanted = try Platform(parsing: "linux/arm/v7")
            let base = try await load(.layout(layout, name: nil), in: folder, for: wanted)
            #expect(base.platform == wanted)
            #expect(base.config.json["variant"] == .string("v7"))
        }
    }

    @Test func `a base that says v8 for arm64 stays as it says`() async throws {
        try await withTemporaryDirectory { folder in
            let layout = folder.appending("layout")
            var image = try image("linux/arm64")
            image.changeConfig = { $0.set("variant", to: .string("v8")) }
            try image.writeLayout(to: layout)
            let base = try await load(.layout(layout, name: nil), in: folder, for: .linuxARM64)
            #expect(base.platform.variant == "v8")
            #expect(base.config.json["variant"] == .string("v8"))
        }
    }

    @Test func `indexes that lead to each other without end are refused`() async throws {
        try await withTemporaryDirectory { folder in
            let layout = folder.appending("layout")
            var sealed = try image("linux/amd64").sealed()
            for _ in 0..<6 {
                let (entry, blob) = try index([sealed.entry], type: .imageIndex)
                sealed = (entry, sealed.blobs + [blob])
            }
            try HandmadeImage.writeLayout([sealed.entry], sealed.blobs, to: layout)
            guard case .damagedDocument? = try await problem(.layout(layout, name: nil), in: folder) else {
                Issue.record("accepted")
                return
            }
        }
    }
}
