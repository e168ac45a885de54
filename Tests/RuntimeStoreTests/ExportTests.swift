import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import RuntimeStore

struct ExportTests {
    @Test func `a folder and a device are not replaced by an export`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(folder: folder.appending("store"))
            let runtime = try Fixture.add(to: store)
            for target in [folder, FilePath("/dev/null")] {
                #expect(throws: DeliveryError.notARegularFile(target)) { try store.export(runtime, to: target) }
            }
        }
    }

    @Test func `an object that has changed, or is gone, is not exported`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(folder: folder.appending("store"))
            let runtime = try Fixture.add(to: store)
            try flip(runtime.object, at: 7)
            let found = try Digest.of(read(runtime.object))
            #expect(throws: RuntimeError.changed(runtime.object, expected: runtime.digest, found: found)) {
                try store.export(runtime, to: folder.appending("out/runtime.tar"))
            }
            try store.remove(runtime)
            #expect(throws: ArchiveError.unreadable(runtime.object, .noSuchFileOrDirectory)) {
                try store.export(runtime, to: folder.appending("out/runtime.tar"))
            }
            #expect(try contents(of: folder.appending("out")).isEmpty)
        }
    }

    @Test func `the same runtime gives the same file, from any store`() async throws {
        try await withTemporaryDirectory { folder in
            let files = try ["one", "another/and/deeper"].map { name in
                let store = RuntimeStore(folder: try makeFolder(name, in: folder).appending("store"))
                let file = folder.appending("\(name)/out/runtime.tar")
                try store.export(Fixture.add(to: store), to: file)
                #expect(try contents(of: file.removingLastComponent()).keys.sorted() == ["runtime.tar"])
                return try read(file)
            }
            #expect(files[0] == files[1])
        }
    }

    @Test func `the file is a layout of one artifact, which leads from each entry to the next`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(folder: folder.appending("store"))
            let runtime = try Fixture.add(to: store)
            try store.export(runtime, to: folder.appending("runtime.tar"))
            let tar = try TarReader(folder.appending("runtime.tar"))
            var folders: [String] = []
            while let entry = try tar.next() {
                #expect(entry.attributes.modificationTime == 0 && entry.attributes.owner == 0)
                #expect(entry.attributes.permissions == (entry.kind == .directory ? 0o755 : 0o644))
                if entry.kind == .directory { folders.append(entry.path) }
            }
            #expect(folders == ["blobs/", "blobs/sha256/"])

            let entries = try archiveEntries(folder.appending("runtime.tar"))
            let record = try read(runtime.object.removingLastComponent().appending("runtime.json"))
            let layer = try HandmadeArchive.gzip(Fixture.object)
            let type = "application/vnd.chassis.runtime"
            let manifest =
                #"{"artifactType":"\#(type).v1","config":{"digest":"\#(try Digest.of(record))","#
                + #""mediaType":"\#(type).config.v1+json","size":\#(record.count)},"#
                + #""layers":[{"digest":"\#(try Digest.of(layer))","mediaType":"\#(type).object.v1+gzip","#
                + #""size":\#(layer.count)}],"mediaType":"application/vnd.oci.image.manifest.v1+json","schemaVersion":2}"#
            let digest = try Digest.of(Array(manifest.utf8))
            let index =
                #"{"manifests":[{"annotations":{"org.opencontainers.image.ref.name":"\#(runtime.key.name)"},"#
                + #""artifactType":"\#(type).v1","digest":"\#(digest)","#
                + #""mediaType":"application/vnd.oci.image.manifest.v1+json","size":\#(manifest.utf8.count)}],"#
                + #""mediaType":"application/vnd.oci.image.index.v1+json","schemaVersion":2}"#
            #expect(
                entries.map(\.name) == [
                    "oci-layout", "index.json", "blobs/sha256/\(digest.hex)",
                    "blobs/sha256/\(try Digest.of(record).hex)", "blobs/sha256/\(try Digest.of(layer).hex)",
                ])
            #expect(String(decoding: entries[0].bytes, as: UTF8.self) == #"{"imageLayoutVersion":"1.0.0"}"#)
            #expect(String(decoding: entries[1].bytes, as: UTF8.self) == index)
            #expect(String(decoding: entries[2].bytes, as: UTF8.self) == manifest)
            #expect(entries[3].bytes == record)
            #expect(entries[4].bytes == layer)
        }
    }
}
