public import SystemPackage

/// A regular file that is read once, from its beginning to the size that it had when it was opened.
public struct SourceFile {
    /// How much is read at once: large enough that calls cost nothing, small beside a layer.
    static let pieceBytes = 1 << 20

    /// The file.
    public let path: FilePath
    /// The number of its bytes when it was opened.
    public let size: Int64
    private let descriptor: FileDescriptor

    /// Opens `path`, following a symbolic link. Whoever opens it closes it.
    /// - Throws: ``ArchiveError/unreadable(_:_:)`` or ``ArchiveError/notARegularFile(_:)``.
    public init(_ path: FilePath) throws(ArchiveError) {
        let descriptor: FileDescriptor
        do {
            // Opening a pipe would otherwise wait for somebody to write into it.
            descriptor = try FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec])
        } catch {
            throw .unreadable(path, error as? Errno ?? .ioError)
        }
        do {
            let status = try descriptor.stat()
            guard status.type == .regular else { throw ArchiveError.notARegularFile(path) }
            self.path = path
            self.size = status.size
            self.descriptor = descriptor
        } catch {
            try? descriptor.close()  // the error above is the one to tell
            throw error as? ArchiveError ?? .unreadable(path, error as? Errno ?? .ioError)
        }
    }

    /// Closes the file; to be called once.
    public func close() {
        try? descriptor.close()  // nothing was written, so nothing can be lost
    }

    /// Hands the file's bytes to `body` in pieces of up to 1 MiB, each valid only during its call; to be called once.
    /// - Throws: ``ArchiveError/changedWhileRead(_:expectedBytes:)`` when the file has become shorter or longer, or
    ///   ``ArchiveError/unreadable(_:_:)``. An error of `body` is thrown unchanged.
    public func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceBytes, alignment: 16)
        defer { buffer.deallocate() }
        var rest = size
        while rest > 0 {
            let wanted = Int(min(rest, Int64(buffer.count)))
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
            guard count > 0 else { throw ArchiveError.changedWhileRead(path, expectedBytes: size) }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            rest -= Int64(count)
        }
        guard try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<1])) == 0 else {
            throw ArchiveError.changedWhileRead(path, expectedBytes: size)
        }
    }

    /// All bytes of the file `path`; for small files alone.
    /// - Throws: As ``init(_:)`` and ``forEachPiece(_:)`` do.
    public static func bytes(of path: FilePath) throws -> [UInt8] {
        let file = try SourceFile(path)
        defer { file.close() }
        var bytes: [UInt8] = []
        try file.forEachPiece { bytes += $0 }
        return bytes
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        do {
            return try descriptor.read(into: buffer)
        } catch {
            throw .unreadable(path, error as? Errno ?? .ioError)
        }
    }
}
