import SystemPackage

/// The bytes of a file, of which only what is asked for is read; what lies beyond its end makes it a truncated one.
struct ELFBytes {
    private enum Storage {
        case file(FileDescriptor)
        case memory([UInt8])
    }

    /// The file that errors name.
    let path: FilePath
    let byteCount: Int
    private let storage: Storage

    /// Bytes in memory, of the file `path`.
    init(_ bytes: [UInt8], of path: FilePath) {
        self.path = path
        byteCount = bytes.count
        storage = .memory(bytes)
    }

    private init(_ file: FileDescriptor, byteCount: Int, of path: FilePath) {
        self.path = path
        self.byteCount = byteCount
        storage = .file(file)
    }

    /// Opens the file `path` while `body` runs.
    static func with<Result>(
        _ path: FilePath, _ body: (ELFBytes) throws(ELFError) -> Result
    ) throws(ELFError) -> Result {
        do {
            // Without waiting: somebody may have put a pipe where a file should be.
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
            defer { try? file.close() }  // nothing was written
            let status = try path.stat()
            guard status.type == .regular else { throw ELFError.notELF(path) }
            return try body(ELFBytes(file, byteCount: Int(status.size), of: path))
        } catch let error as ELFError {
            throw error
        } catch {
            throw .unreadable(path, reason: (error as? Errno)?.description ?? "\(error)")
        }
    }

    /// Bytes from `offset` on, `count` of them.
    func exactly(_ count: Int, at offset: Int) throws(ELFError) -> [UInt8] {
        guard count >= 0, offset >= 0, count <= byteCount, offset <= byteCount - count else { throw .truncated(path) }
        let bytes = try read(count, at: offset)
        guard bytes.count == count else { throw .truncated(path) }  // it shrank while it was open
        return bytes
    }

    /// Bytes from `offset` on, at most `count`: fewer where the file ends.
    func atMost(_ count: Int, at offset: Int) throws(ELFError) -> [UInt8] {
        guard offset >= 0, offset <= byteCount else { throw .truncated(path) }
        return try exactly(min(max(count, 0), byteCount - offset), at: offset)
    }

    /// The text at `offset`, which ends with a zero byte within `bytesMax`.
    func text(at offset: Int, bytesMax: Int) throws(ELFError) -> String {
        let bytes = try atMost(min(bytesMax, Self.textBytesMax), at: offset)
        guard let end = bytes.firstIndex(of: 0) else { throw .truncated(path) }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// Longer than any path that Linux opens.
    private static let textBytesMax = 4096

    private func read(_ count: Int, at offset: Int) throws(ELFError) -> [UInt8] {
        switch storage {
        case .memory(let bytes): return Array(bytes[offset..<offset + count])
        case .file(let file):
            do {
                return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                    let raw = UnsafeMutableRawBufferPointer(buffer)
                    while filled < count {
                        let got = try file.read(
                            fromAbsoluteOffset: Int64(offset + filled),
                            into: UnsafeMutableRawBufferPointer(rebasing: raw[filled...]))
                        if got == 0 { break }
                        filled += got
                    }
                }
            } catch {
                throw .unreadable(path, reason: (error as? Errno)?.description ?? "\(error)")
            }
        }
    }
}
