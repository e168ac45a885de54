import ImageAssembly
import NIOCore
import OCISpec
import SystemPackage

/// The part of a blob that has come, on disk, with the digest of its bytes so far.
final class PartialDownload {
    private(set) var offset: Int64 = 0
    private let path: FilePath
    private let file: SystemPackage.FileDescriptor
    private var digester: Digester

    /// Opens what an earlier download has left at `path`, and hashes it; more than `size` bytes are of no use.
    /// - Throws: `Errno`, or an error of the hash.
    init(_ path: FilePath, size: Int64) throws {
        self.path = path
        file = try SystemPackage.FileDescriptor.open(
            path, .readWrite, options: [.create, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
        digester = try Digester()
        do {
            let kept = try file.stat().size
            if kept > size { try restart() } else { try hash(kept) }
        } catch {
            try? file.close()  // the error above is the one to tell
            throw error
        }
    }

    func append(_ piece: ByteBuffer) throws {
        try piece.withUnsafeReadableBytes { bytes in
            _ = try file.writeAll(toAbsoluteOffset: offset, bytes)
            try digester.update(bytes)
        }
        offset += Int64(piece.readableBytes)
    }

    /// Begins again at byte 0.
    func restart() throws {
        try file.resize(to: 0)
        offset = 0
        digester = try Digester()
    }

    /// The digest of all bytes; to be called once, at the end.
    func digest() throws -> Digest { try digester.finish() }

    /// Gives the file its name.
    func commit(as target: FilePath) throws { try Disk().rename(path, to: target) }

    func close() {
        try? file.close()  // every byte that counts was written, and looked at by name only after its digest was right
    }

    private func hash(_ count: Int64) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while offset < count {
            let wanted = Int(min(Int64(buffer.count), count - offset))
            let read = try file.read(
                fromAbsoluteOffset: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
            guard read > 0 else { return }
            try digester.update(UnsafeRawBufferPointer(rebasing: buffer[..<read]))
            offset += Int64(read)
        }
    }
}
