import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import RuntimeStore

/// Files that somebody made to do harm, or a disk or a network has damaged. None of them leaves anything in the store.
struct HostileImportTests {
    /// An object so small that most of an archive is headers and documents.
    private static let small = Fixture.noise(count: 400)

    /// Imports `file`, and tells the error.
    private func failure(_ file: FilePath) throws -> RuntimeError? {
        let store = RuntimeStore(folder: file.removingLastComponent().appending("store"))
        let error = #expect(throws: RuntimeError.self) { try store.importFile(file) }
        #expect(try contents(of: store.folder).isEmpty)
        #expect(error?.diagnostics.first?.remedies.isEmpty == false)
        return error
    }

    private func failure(_ archive: HandmadeArchive, in folder: FilePath) throws -> RuntimeError? {
        try failure(archive.write(to: folder))
    }

    @Test func `what is no archive is said to be none`() async throws {
        try await withTemporaryDirectory { folder in
            let archive = try HandmadeArchive().write(to: folder)
            let files: [[UInt8]] = [
                [], Array("some text\n".utf8), [UInt8](repeating: 0x7f, count: 5000),
                [UInt8](repeating: 0, count: 4096), try HandmadeArchive.gzip(read(archive)),
            ]
            for (number, bytes) in files.enumerated() {
                let error = try failure(write(bytes, to: "file\(number)", in: folder))
                guard case .notAnArchive(folder.appending("file\(number)"), _)? = error else {
                    Issue.record("file \(number): \(String(describing: error))")
                    continue
                }
            }
        }
    }

    @Test func `an archive without a layout, or with one of another version, is said to be none`() async throws {
        try await withTemporaryDirectory { folder in
            let other = try writeArchive([("hello.txt", [1])], to: folder)
            #expect(try failure(other) == .notAnArchive(other, reason: "there is no `oci-layout` in it"))
            var later = try HandmadeArchive()
            later.layout = #"{"imageLayoutVersion":"2.0.0"}"#
            #expect(
                try failure(later, in: folder)
                    == .notAnArchive(other, reason: "it is a layout of the unknown version `2.0.0`"))
        }
    }

    @Test func `an image is said to be no runtime`() async throws {
        try await withTemporaryDirectory { folder in
            let file = folder.appending("image.tar")
            let image = try Image.assemble(
                layers: [], configuration: ContainerConfig(), platform: .linuxAMD64, created: .epoch)
            try await ArchiveSink(file: file).deliver(image)
            #expect(
                try failure(file)
                    == .notARuntime(file, kind: "a layout of `application/vnd.oci.image.config.v1+json`"))
        }
    }

    @Test func `another artifact, an index and several images are no runtime`() async throws {
        try await withTemporaryDirectory { folder in
            let file = folder.appending("runtime.tar")
            var archive = try HandmadeArchive()
            archive.artifactType = MediaType(rawValue: "application/vnd.cncf.helm")
            #expect(
                try failure(archive, in: folder)
                    == .notARuntime(file, kind: "a layout of `application/vnd.cncf.helm`"))
            archive = try HandmadeArchive()
            archive.entryType = .imageIndex
            #expect(
                try failure(archive, in: folder) == .notARuntime(file, kind: "a layout of `\(MediaType.imageIndex)`"))
            for count in [0, 2] {
                archive = try HandmadeArchive()
                archive.entryCount = count
                #expect(
                    try failure(archive, in: folder) == .notARuntime(file, kind: "a layout of \(count) images"))
            }
        }
    }

    @Test func `what another version of the tool made is said to be so`() async throws {
        try await withTemporaryDirectory { folder in
            let file = folder.appending("runtime.tar")
            var archive = try HandmadeArchive()
            archive.artifactType = MediaType(rawValue: "application/vnd.chassis.runtime.v2")
            let error = try failure(archive, in: folder)
            #expect(error == .unknownVersion(file, format: "application/vnd.chassis.runtime.v2"))
            #expect(error?.diagnostics.first?.message.contains("another version of chassis-build") == true)
            archive = try HandmadeArchive { $0.set("formatVersion", to: .integer(2)) }
            #expect(try failure(archive, in: folder) == .unknownVersion(file, format: "2"))
        }
    }

    /// Changes of the record or the manifest, sealed with digests that are right.
    static let contradictions: [(name: String, change: @Sendable (inout HandmadeArchive) throws -> Void)] = [
        ("no JSON", { $0.record = Array("x".utf8) }),
        ("an empty record", { $0.record = Array("{}".utf8) }),
        ("a huge record", { $0.record = [UInt8](repeating: 0x20, count: 4 << 20 + 1) }),
        ("an interface", { $0 = try HandmadeArchive { $0.set("key", "interface", to: .string("x")) } }),
        ("a digest", { $0 = try HandmadeArchive { $0.set("key", "sources", to: .string("sha512:00")) } }),
        ("a negative size", { $0 = try HandmadeArchive { $0.set("byteCount", to: .integer(-1)) } }),
        ("2 GiB", { $0 = try HandmadeArchive { $0.set("byteCount", to: .integer(2 << 30)) } }),
        ("one byte less", { $0 = try HandmadeArchive { $0.set("byteCount", to: .integer(19_999)) } }),
        ("one byte more", { $0 = try HandmadeArchive { $0.set("byteCount", to: .integer(20_001)) } }),
        ("a bomb", { $0.layer = try HandmadeArchive.gzip([UInt8](repeating: 0, count: 8_000_000)) }),
        ("no gzip", { $0.layer = Fixture.object }),
        ("nothing", { $0.layer = [] }),
        ("cut gzip", { $0.layer = $0.layer.dropLast(2000) }),
        ("no layer", { $0.layerCount = 0 }),
        ("two layers", { $0.layerCount = 2 }),
        ("a layer's type", { $0.layerType = .layerTarGzip }),
        ("a configuration's type", { $0.configType = .imageConfig }),
        ("a layer's size", { $0.changeLayer = { $0.size += 1 } }),
        ("a layer's negative size", { $0.changeLayer = { $0.size = -1 } }),
        ("a layer of 2 GiB", { $0.changeLayer = { $0.size = 2 << 30 } }),
        ("a layer of all bytes", { $0.changeLayer = { $0.size = .max } }),
        ("an index that is none", { $0.changeEntries = { $0[1].bytes = Array("[]".utf8) } }),
        ("a huge index", { $0.changeEntries = { $0[1].bytes += [UInt8](repeating: 0x20, count: 4 << 20) } }),
        ("a file twice", { $0.changeEntries = { $0.append($0[4]) } }),
        ("a file twice under two names", { $0.changeEntries = { $0.append(("./index.json", $0[1].bytes)) } }),
        ("a name above", { $0.changeEntries = { $0.append(("../evil", [1])) } }),
        ("a name far above", { $0.changeEntries = { $0.append(("blobs/../../../evil", [1])) } }),
        ("an absolute name", { $0.changeEntries = { $0.append(("/evil", [1])) } }),
        ("65 entries", { $0.changeEntries = { for number in 0..<60 { $0.append(("f\(number)", [])) } } }),
    ]

    @Test(arguments: contradictions.indices)
    func `a file that contradicts itself or a limit is refused`(number: Int) async throws {
        try await withTemporaryDirectory { folder in
            let (name, change) = Self.contradictions[number]
            var archive = try HandmadeArchive()
            try change(&archive)
            let error = try failure(archive, in: folder)
            guard case .damaged(folder.appending("runtime.tar"), let reason)? = error else {
                Issue.record("\(name): \(String(describing: error))")
                return
            }
            #expect(!reason.isEmpty, "\(name)")
            #expect(try contents(of: folder).keys.sorted() == ["runtime.tar"], "\(name)")
        }
    }

    @Test func `64 entries are not too many`() async throws {
        try await withTemporaryDirectory { folder in
            var archive = try HandmadeArchive()
            archive.changeEntries = { for number in 0..<59 { $0.append(("f\(number)", [])) } }
            let store = RuntimeStore(folder: folder.appending("store"))
            #expect(try store.importFile(archive.write(to: folder)).byteCount == 20_000)
        }
    }

    @Test func `a link in an archive is refused`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try writeArchive(HandmadeArchive().entries(), to: folder) { tar in
                try tar.addSymbolicLink(
                    "blobs/link", target: "/etc/passwd",
                    attributes: TarAttributes(permissions: 0o777, modificationTime: 0))
            }
            #expect(
                try failure(file) == .damaged(file, reason: "`blobs/link` in it is neither a file nor a folder"))
        }
    }

    @Test func `an object of the right size with another digest is refused`() async throws {
        try await withTemporaryDirectory { folder in
            let other = Fixture.noise(count: 20_000, seed: 2)
            var archive = try HandmadeArchive()
            archive.layer = try HandmadeArchive.gzip(other)
            #expect(
                try failure(archive, in: folder)
                    == .damagedBlob(
                        folder.appending("runtime.tar"), expected: Digest.of(Fixture.object), found: Digest.of(other)))
        }
    }

    @Test(arguments: 2...4)
    func `one changed byte in a blob is found, with both digests`(entry: Int) async throws {
        try await withTemporaryDirectory { folder in
            let entries = try HandmadeArchive().entries()
            let count = entries[entry].bytes.count
            for offset in [0, 1, count / 2, count - 1] {
                var changed = entries
                changed[entry].bytes[offset] ^= 1
                let file = try writeArchive(changed, to: folder)
                #expect(
                    try failure(file)
                        == .damagedBlob(
                            file, expected: Digest.of(entries[entry].bytes), found: Digest.of(changed[entry].bytes)))
            }
        }
    }

    @Test(arguments: 0...4)
    func `a missing entry is named`(entry: Int) async throws {
        try await withTemporaryDirectory { folder in
            var entries = try HandmadeArchive().entries()
            let removed = entries.remove(at: entry)
            let file = try writeArchive(entries, to: folder)
            #expect(
                try failure(file)
                    == (entry == 0
                        ? .notAnArchive(file, reason: "there is no `oci-layout` in it")
                        : .damaged(file, reason: "`\(removed.name)` is missing in it")))
        }
    }

    @Test func `a file that is cut anywhere is refused`() async throws {
        try await withTemporaryDirectory { folder in
            let archive = try HandmadeArchive(object: Self.small)
            let whole = try read(archive.write(to: folder))
            let layer = archive.layer
            let end = try #require(whole.firstRange(of: layer)).upperBound
            for length in Array(stride(from: 0, to: end, by: 59)) + [end - 1] {
                let error = try failure(write(whole.prefix(length), to: "runtime.tar", in: folder))
                switch error {
                case .damaged, .notAnArchive: break
                default: Issue.record("\(length) bytes: \(String(describing: error))")
                }
            }
        }
    }

    @Test func `one changed byte anywhere in the file does no harm`() async throws {
        try await withTemporaryDirectory { folder in
            let whole = try read(HandmadeArchive(object: Self.small).write(to: folder))
            let store = RuntimeStore(folder: folder.appending("store"))
            for offset in stride(from: 0, to: whole.count, by: 23) {
                var changed = whole
                changed[offset] ^= 0x41
                try write(changed, to: "runtime.tar", in: folder)
                do {
                    let runtime = try store.importFile(folder.appending("runtime.tar"))
                    #expect(try read(runtime.object) == Self.small, "byte \(offset)")
                    try store.remove(runtime)
                } catch is RuntimeError {
                    #expect(try contents(of: store.folder).isEmpty, "byte \(offset)")
                }
            }
        }
    }
}
