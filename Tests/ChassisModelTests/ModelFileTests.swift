import ChassisModel
import SystemPackage
import Testing
import TestSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct ModelFileTests {
    /// Makes the file `name` in `folder` with `bytes`, and `size` bytes in all when that is more.
    private func make(_ name: String, in folder: FilePath, _ bytes: [UInt8], size: Int64? = nil) throws {
        let file = try FileDescriptor.open(
            folder.appending(name), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        try file.closeAfter {
            _ = try file.writeAll(bytes)
            if let size { try file.resize(to: size) }
        }
    }

    /// A configuration as an author writes it.
    @Test(arguments: [
        ("a.bin/b", "Not a directory"), (String(repeating: "x", count: 300), "File name too long"),
        ("a.bin\u{0}", ""), ("loop", "Too many levels of symbolic links"),
    ])
    func `a file that cannot be opened is told in the system's words`(name: String, reason: String) async throws {
        try await withTemporaryDirectory { folder in
            try make("a.bin", in: folder, [1])
            try #require(symlink("loop", folder.appending("loop").string) == 0)
            let context = ModelContext(modelDirectory: folder.string)
            if reason.isEmpty {
                // The system's name of a file ends at a NUL.
                #expect(try Array(context.contents(of: name)) == [1])
            } else {
                #expect(throws: ModelFileError(path: "\(folder)/\(name)", reason: reason)) {
                    try context.contents(of: name)
                }
            }
        }
    }

    @Test func `an empty file has no bytes`() async throws {
        try await withTemporaryDirectory { folder in
            try make("empty", in: folder, [])
            let file = try ModelContext(modelDirectory: folder.string).contents(of: "empty")
            #expect(file.isEmpty)
            #expect(file.first == nil)
            #expect(file.withUnsafeBytes { $0.count } == 0)
        }
    }

    @Test func `a file without a size is read to its end`() throws {
        // The system makes this one up while it is read.
        let file = try ModelContext(modelDirectory: "/proc/self").contents(of: "status")
        #expect(String(decoding: file, as: UTF8.self).contains("Pid:"))
    }

    @Test func `parts keep the indices and outlive the whole`() async throws {
        try await withTemporaryDirectory { folder in
            try make("a", in: folder, Array(0..<100))
            var whole: ModelFile? = try ModelContext(modelDirectory: folder.string).contents(of: "a")
            let part = try #require(whole).dropFirst(10).prefix(5)
            whole = nil
            #expect(part.indices == 10..<15)
            #expect(part[12] == 12)
            #expect(Array(part) == [10, 11, 12, 13, 14])
            #expect(part.withUnsafeBytes { Array($0) } == [10, 11, 12, 13, 14])
            #expect(part.withContiguousStorageIfAvailable { $0[4] } == 14)
            #expect(part[11...].elementsEqual([11, 12, 13, 14]))
            #expect(Array(part.suffix(1) + part.prefix(1)) == [14, 10])
            #expect(part.dropFirst(9).isEmpty)
        }
    }

    @Test func `a file stays readable when its name is gone`() async throws {
        try await withTemporaryDirectory { folder in
            try make("a", in: folder, [7, 8])
            let file = try ModelContext(modelDirectory: folder.string).contents(of: "a")
            try #require(unlink(folder.appending("a").string) == 0)
            try make("a", in: folder, [9])
            #expect(Array(file) == [7, 8])
        }
    }

    @Test func `a file larger than 4 GiB is mapped, not read`() async throws {
        try await withTemporaryDirectory { folder in
            let size: Int64 = 5 << 30
            try make("large", in: folder, [1], size: size)
            let file = try ModelContext(modelDirectory: folder.string).contents(of: "large")
            #expect(file.count == Int(size))
            #expect(file.first == 1)
            #expect(file.last == 0)
            #expect(Array(file.suffix(3)) == [0, 0, 0])
        }
    }

    @Test func `several tasks read one file at once`() async throws {
        try await withTemporaryDirectory { folder in
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try make("a", in: folder, bytes)
            let file = try ModelContext(modelDirectory: folder.string).contents(of: "a")
            let sums = await withTaskGroup { group in
                for start in 0..<8 { group.addTask { file.dropFirst(start).reduce(start) { $0 &+ Int($1) } } }
                return await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            let expected = (0..<8).map { start in bytes.dropFirst(start).reduce(start) { $0 &+ Int($1) } }
            #expect(sums == Set(expected))
        }
    }

    @Test func `an index outside a part is refused`() async {
        await #expect(processExitsWith: .failure) { _ = ModelFile([1, 2, 3]).dropFirst()[0] }
        await #expect(processExitsWith: .failure) { _ = ModelFile([1, 2, 3]).prefix(1)[0..<2] }
    }
}
