import CZlib

/// Inflates one text in pieces of any size, and never more of it than a limit: of a bomb, which is a thousand times as
/// large as its bytes, nothing behind the limit is inflated.
///
/// It holds about 75 KiB, and belongs to one task or event loop.
public final class Inflater {
    private let format: CompressedFormat
    private let limit: Int
    /// zlib keeps the address, so the structure must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let scratch: UnsafeMutableRawBufferPointer
    private var inflatedBytes = 0
    private var isAtEnd = false

    /// What is inflated at once; smaller than zlib's window, so that a call costs little more memory than zlib itself.
    private static let scratchBytes = 32768

    /// An inflater of a text of at most `limit` bytes in `format`.
    public init(_ format: CompressedFormat, limit: Int) {
        self.format = format
        self.limit = limit
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        scratch = .allocate(byteCount: Self.scratchBytes, alignment: 16)
        let result = inflateInit2_(
            stream, format.windowBits, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        // It fails for want of 40 KiB, or when the library is another than the header: neither can be helped here.
        precondition(result == Z_OK, "zlib cannot begin to inflate: \(result)")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        scratch.deallocate()
    }

    /// Inflates `input`, the next piece, and hands what is in it to `take`, in pieces of at most 32 KiB, which are valid
    /// during the call only.
    ///
    /// After an error the inflater is not used again.
    /// - Throws: ``InflateError``, except `truncated`.
    public func inflate(
        _ input: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Void
    ) throws(InflateError) {
        var rest = input[...]
        while !rest.isEmpty {
            // zlib counts in 32 bits.
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            rest = rest.dropFirst(piece.count)
            try inflate(piece: piece, take)
        }
    }

    /// Checks that the text is complete, when all pieces were given.
    /// - Throws: ``InflateError/truncated``.
    public func finish() throws(InflateError) {
        guard isAtEnd else { throw .truncated }
    }

    private func inflate(
        piece: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Void
    ) throws(InflateError) {
        stream.pointee.next_in = UnsafeMutableRawPointer(mutating: piece.baseAddress)?
            .assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(piece.count)
        defer { stream.pointee.next_in = nil }
        var isFull = false
        while stream.pointee.avail_in > 0 || isFull {
            if isAtEnd { try beginNextMember() }
            isFull = try step(take) == scratch.count
            if isAtEnd { isFull = false }
        }
    }

    /// One call of zlib; the number of bytes that it inflated.
    private func step(_ take: (UnsafeRawBufferPointer) -> Void) throws(InflateError) -> Int {
        stream.pointee.next_out = scratch.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(scratch.count)
        let result = CZlib.inflate(stream, Z_NO_FLUSH)
        let count = scratch.count - Int(stream.pointee.avail_out)
        switch result {
        case Z_OK: break
        case Z_STREAM_END: isAtEnd = true
        case Z_BUF_ERROR: break  // nothing to do: the piece is used up
        default:
            let reason = stream.pointee.msg.map { String(cString: $0) } ?? "error \(result)"
            throw .malformed(reason: reason)
        }
        guard count <= limit - inflatedBytes else { throw .tooLarge(limit: limit) }
        inflatedBytes += count
        if count > 0 { take(UnsafeRawBufferPointer(rebasing: scratch[..<count])) }
        return count
    }

    private func beginNextMember() throws(InflateError) {
        guard case .gzip = format else { throw .malformed(reason: "bytes after the end") }
        isAtEnd = false
        inflateReset(stream)
    }
}
