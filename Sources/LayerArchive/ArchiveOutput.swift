import CArchive
import SystemPackage

/// A libarchive writer whose bytes go to a closure; what ``TarWriter`` is built on.
///
/// The first error of the closure ends the archive and is thrown unchanged by the call that met it.
final class ArchiveOutput {
    /// How many bytes are gathered before the closure gets them; the closure gets fewer only at the end.
    static let pieceBytes: Int32 = 1 << 20

    let archive: OpaquePointer
    private let sink: ByteSink
    private var isClosed = false

    /// A writer that `configure` has told its format and filters.
    init(
        sink: @escaping (UnsafeRawBufferPointer) throws -> Void, configure: (ArchiveOutput) throws -> Void
    ) throws {
        guard let archive = archive_write_new() else {
            throw ArchiveError.libarchive(
                operation: "archive_write_new", path: nil, message: "out of memory", errno: .noMemory)
        }
        self.archive = archive
        self.sink = ByteSink(write: sink)
        try configure(self)
        try check(archive_write_set_bytes_per_block(archive, Self.pieceBytes), "archive_write_set_bytes_per_block")
        // Without this, output through a callback is filled up with zeros to a whole record. Behind gzip that is
        // not only waste: podman and skopeo refuse such a layer.
        try check(archive_write_set_bytes_in_last_block(archive, 1), "archive_write_set_bytes_in_last_block")
        try check(
            archive_write_open2(archive, Unmanaged.passUnretained(self.sink).toOpaque(), nil, writePiece, nil, nil),
            "archive_write_open2")
    }

    deinit {
        // An archive given up halfway must not write its end: closing, which freeing does, is made to do nothing.
        if !isClosed { archive_write_fail(archive) }
        archive_write_free(archive)
    }

    /// Writes the end of the archive and hands the last piece to the closure.
    func close() throws {
        precondition(!isClosed, "an archive is closed once")
        isClosed = true
        try check(archive_write_close(archive), "archive_write_close")
    }

    /// Hands all of `bytes` to libarchive, in calls of at most 1 GiB.
    func writeData(_ bytes: UnsafeRawBufferPointer, path: String? = nil) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            let written = archive_write_data(archive, piece.baseAddress, piece.count)
            guard written > 0 else { throw failure("archive_write_data", path: path) }
            rest = rest.dropFirst(written)
        }
    }

    /// Lets a return code other than success, a warning included, end the archive.
    func check(_ code: Int32, _ operation: String, path: String? = nil) throws {
        guard code == ARCHIVE_OK else { throw failure(operation, path: path) }
    }

    private func failure(_ operation: String, path: String?) -> any Error {
        sink.failure ?? ArchiveError.lastFailure(of: archive, operation: operation, path: path)
    }
}

/// The closure behind an archive, as libarchive's callback finds it again.
private final class ByteSink {
    let write: (UnsafeRawBufferPointer) throws -> Void
    /// The first error of `write`, after which it is not called again.
    var failure: (any Error)?

    init(write: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.write = write
    }
}

private func writePiece(
    _ archive: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ bytes: UnsafeRawPointer?, _ count: Int
) -> Int {
    guard let context else { return -1 }
    let sink = Unmanaged<ByteSink>.fromOpaque(context).takeUnretainedValue()
    guard sink.failure == nil else { return -1 }
    do {
        try sink.write(UnsafeRawBufferPointer(start: bytes, count: count))
        return count
    } catch {
        sink.failure = error
        return -1
    }
}
