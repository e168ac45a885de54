import LayerArchive
import OCISpec
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Files larger than old formats and 32 bits have numbers for, read to their end; they take no space on the disk.
@Suite(.serialized) struct LargeFileTests {
    /// The digest is what `sha256sum` says of the same file.
    private func check(size: Int64, marks: [Int64], sha256: String) async throws {
        try await withTemporaryDirectory { folder in
            let source = try write("", to: "weights", in: folder)
            let file = try FileDescriptor.open(source, .writeOnly)
            defer { try? file.close() }  // it was written to the disk before it was read
            try file.resize(to: size)
            for offset in marks { _ = try file.writeAll(toAbsoluteOffset: offset, "mark".utf8) }
            // An extended header with its block, the header of the file; the content; two blocks of zeros.
            var content = Content(before: 3 * 512, size: size, digester: try Digester())
            let writer = try TarWriter { piece in
                try content.take(piece)
                if content.position % (64 << 20) < piece.count { forget(file, before: content.position) }
            }
            try writer.addFile(
                "weights", contentsOf: source, attributes: TarAttributes(permissions: 0o644, modificationTime: 0))
            try writer.finish()
            #expect(content.position == 3 * 512 + size + 2 * 512)
            #expect(String(decoding: content.head[512...].prefix { $0 != 10 }, as: UTF8.self).hasSuffix("=\(size)"))
            #expect(try content.digester.finish().hex == sha256)
        }
    }

    @Test func `a file of 9 GiB goes in whole`() async throws {
        let size: Int64 = 9 << 30
        try await check(
            size: size, marks: [0, 1 << 32, 1 << 33, size - 4],
            sha256: "d9bc0121488705a933312baa08f5969d021f73a3276c009b59faeea1e5b16fb8")
    }

    @Test func `a sparse file of 12 GiB goes in whole`() async throws {
        let size: Int64 = 12 << 30
        try await check(
            size: size, marks: [5 << 30 - 2, 10 << 30],
            sha256: "467b8a3f0c79561a066d939813052e6b1817c06ed62922cc15aec5ca295408e4")
    }
}

/// Lets the system give up the memory in which it keeps what was read of `file`: 12 GiB is more than some have.
private func forget(_ file: FileDescriptor, before position: Int64) {
    #if os(Linux)
        _ = posix_fadvise(file.rawValue, 0, Int(position), POSIX_FADV_DONTNEED)
    #endif
}

/// The bytes of a file in an archive, told apart from what is around them.
private struct Content {
    let before: Int64
    let size: Int64
    let digester: Digester
    /// The bytes before the content.
    private(set) var head: [UInt8] = []
    /// How many bytes of the archive have passed.
    private(set) var position: Int64 = 0

    init(before: Int64, size: Int64, digester: Digester) {
        (self.before, self.size, self.digester) = (before, size, digester)
    }

    mutating func take(_ piece: UnsafeRawBufferPointer) throws {
        let start = Int(max(0, min(before - position, Int64(piece.count))))
        let end = Int(max(0, min(before + size - position, Int64(piece.count))))
        head += piece[..<start]
        try digester.update(UnsafeRawBufferPointer(rebasing: piece[start..<end]))
        position += Int64(piece.count)
    }
}
