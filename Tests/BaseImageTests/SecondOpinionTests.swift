import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import BaseImage

/// Bases that other people's programs make. A test whose program is missing is reported as skipped.
struct SecondOpinionTests {
    @Test(.enabled(if: isInstalled("umoci") && isInstalled("skopeo"), "umoci or skopeo is not installed"))
    func `what umoci and skopeo write is a base in every form`() async throws {
        try await withTemporaryDirectory { folder in
            try write(Array("hello".utf8), to: "files/usr/bin/hello", in: folder)
            let quiet = "cd '\(folder)' && exec >/dev/null 2>&1 && export HOME='\(folder)' TMPDIR='\(folder)' &&"
            try #require(
                run(
                    quiet + " umoci init --layout layout && umoci new --image layout:v1"
                        + " && umoci insert --rootless --image layout:v1 files/usr /usr"
                        + " && umoci config --image layout:v1 --config.env A=1 --config.label l=v"))
            let layout = try await load(.layout(folder.appending("layout"), name: "v1"), in: folder)
            #expect(layout.listing.contains("usr/bin/hello"))
            for form in ["oci-archive:a.tar:base:v1", "docker-archive:b.tar:base:v1"] {
                try #require(run("\(quiet) skopeo --insecure-policy copy oci:layout:v1 \(form)"))
            }
            for file in ["a.tar", "b.tar"] {
                let base = try await load(.archive(folder.appending(file)), in: folder)
                #expect(base.listing.contains("usr/bin/hello"))
                #expect(base.layers.map(\.diffID) == layout.layers.map(\.diffID))
                #expect(base.config.json["config"]?["Env"] == layout.config.json["config"]?["Env"])
            }
            let archive = try await load(.archive(folder.appending("b.tar")), in: folder)
            #expect(archive.name == "docker.io/library/base:v1")
        }
    }

    @Test(.enabled(if: isInstalled("zstd"), "zstd is not installed"))
    func `a layer that zstd has compressed is read`() async throws {
        try await withTemporaryDirectory { folder in
            var image = try HandmadeImage({ try $0.file("etc/passwd") })
            try write(image.tars[0], to: "layer.tar", in: folder)
            try #require(run("cd '\(folder)' && zstd -q layer.tar"))
            let bytes = try read(folder.appending("layer.tar.zst"))
            let layer = Descriptor(mediaType: .layerTarZstd, digest: try Digest.of(bytes), size: Int64(bytes.count))
            let json = try JSONValue(encoding: layer)
            image.changeManifest = { $0.set("layers", to: .array([json])) }
            image.changeBlobs = { $0.append(.init(digest: layer.digest, bytes: bytes)) }
            try image.writeLayout(to: folder.appending("layout"))
            let base = try await load(.layout(folder.appending("layout"), name: nil), in: folder)
            #expect(base.layers.map(\.descriptor) == [layer])
            #expect(base.listing.contains("etc/passwd"))
        }
    }
}
