import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ImageBuild

@Suite struct SizeReportTests {
    private func layer(_ content: String, _ mark: Character, _ bytes: Int64) throws -> ImageRecord.Layer {
        ImageRecord.Layer(
            content: content, digest: try Digest(parsing: "sha256:\(String(repeating: mark, count: 64))"), bytes: bytes)
    }

    private func record(server: Character, bytes: Int64, files: [String: Int64]) throws -> ImageRecord {
        ImageRecord(
            layers: [try layer("model files", "a", 1_000_000), try layer("model server", server, bytes)], files: files)
    }

    @Test func `a layer that the last image had is reused, and the rest is new`() throws {
        let last = try record(server: "b", bytes: 4_000_000, files: ["app/model-server": 9_000_000, "models/w": 5])
        let now = try record(server: "c", bytes: 4_500_000, files: ["app/model-server": 9_800_000, "models/x": 7])
        let report = SizeReport(now, after: last)
        #expect(report.layers.map(\.isReused) == [true, false])
        #expect(report.bytes == 5_500_000)
        #expect(report.newBytes == 4_500_000)
        #expect(report.bytesBefore == 5_000_000)
        #expect(report.grownFiles.map(\.path) == ["app/model-server", "models/x"])
        #expect(
            report.lines == [
                "5.50 MB, 4.50 MB of it new; 500 kB more than before",
                "  model server: 4.50 MB, 500 kB more than before",
                "  app/model-server: 9.80 MB, 800 kB more than before", "  models/x: 7 B, new",
            ])
    }

    @Test func `the first image of a name, and one like the last, are not worth a word`() throws {
        let now = try record(server: "b", bytes: 4, files: [:])
        #expect(SizeReport(now, after: nil).lines.isEmpty)
        #expect(SizeReport(now, after: now).lines.isEmpty)
        #expect(SizeReport(now, after: nil).newBytes == 1_000_004)
    }

    @Test(
        arguments: [
            ("5%", .percent(5), true), ("4.9%", .percent(4.9), false), ("0%", .percent(0), false),
            ("5", .bytes(5), true), ("4B", .bytes(4), false), ("1kB", .bytes(1000), true),
            ("2MB", .bytes(2_000_000), true),
        ] as [(String, GrowthLimit, Bool)])
    func `a limit is a share or a number of bytes`(text: String, limit: GrowthLimit, allows: Bool) throws {
        #expect(GrowthLimit(parsing: text) == limit)
        #expect(limit.allows(105, after: 100) == allows)
        #expect(limit.allows(100, after: 100))
    }

    @Test(arguments: ["", "%", "-5%", "five", "5 %", "nan%", "-1", "99999999999GB", "5TB"])
    func `a text that is no limit is none`(text: String) {
        #expect(GrowthLimit(parsing: text) == nil)
    }

    @Test func `what the last image was is kept by name and platform`() async throws {
        try await withTemporaryDirectory { folder in
            let history = ImageHistory(folder: folder.appending("images"))
            let name = try ImageReference(parsing: "digits:v1")
            let record = try record(server: "b", bytes: 4, files: ["a": 1])
            #expect(history.last(name, .linuxAMD64) == nil)
            try history.keep(record, of: name, .linuxAMD64)
            #expect(history.last(name, .linuxAMD64) == record)
            #expect(history.last(try ImageReference(parsing: "docker.io/library/digits:v1"), .linuxAMD64) == record)
            #expect(history.last(name, .linuxARM64) == nil)
            #expect(history.last(try ImageReference(parsing: "digits:v2"), .linuxAMD64) == nil)
        }
    }

    @Test func `of very many files the largest are kept`() throws {
        let files = Dictionary(uniqueKeysWithValues: (0..<2000).map { ("f\($0)", Int64($0)) })
        let record = ImageRecord(layers: [], files: files)
        #expect(record.files.count == 1000)
        #expect(record.files["f1999"] == 1999)
        #expect(record.files["f999"] == nil)
    }
}
