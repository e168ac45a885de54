import CZlib

/// Deflates one text in pieces of any size. It holds about 300 KiB, and belongs to one task or event loop.
public final class Deflater {
    /// zlib keeps the address, so the structure must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let scratch: UnsafeMutableRawBufferPointer

    private static let scratchBytes = 32768

    /// A deflater into `format`; `level` is from 1, the fastest, to 9.
    public init(_ format: CompressedFormat, level: Int = 1) {
        precondition((1...9).contains(level), "there is no level \(level)")
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        scratch = .allocate(byteCount: Self.scratchBytes, alignment: 16)
        let result = deflateInit2_(
            stream, CInt(level), Z_DEFLATED, format.windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            CInt(MemoryLayout<z_stream>.size))
        // It fails for want of 300 KiB, or when the library is another than the header: neither can be helped here.
        precondition(result == Z_OK, "zlib cannot begin to deflate: \(result)")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        scratch.deallocate()
    }

    /// Deflates `input`, the next piece, and hands to `take` what is ready, in pieces of at most 32 KiB, which are valid
    /// during the call only.
    public func deflate(_ input: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Void) {
        var rest = input[...]
        while !rest.isEmpty {
            // zlib counts in 32 bits.
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            rest = rest.dropFirst(piece.count)
            deflate(piece: piece, flush: Z_NO_FLUSH, take)
        }
    }

    /// Ends the text, and hands what is left of it to `take`. Called once, and last.
    public func finish(_ take: (UnsafeRawBufferPointer) -> Void) {
        deflate(piece: UnsafeRawBufferPointer(start: nil, count: 0), flush: Z_FINISH, take)
    }

    private func deflate(
        piece: UnsafeRawBufferPointer, flush: CInt, _ take: (UnsafeRawBufferPointer) -> Void
    ) {
        stream.pointee.next_in = UnsafeMutableRawPointer(mutating: piece.baseAddress)?
            .assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(piece.count)
        defer { stream.pointee.next_in = nil }
        var count = 0
        repeat {
            stream.pointee.next_out = scratch.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(scratch.count)
            let result = CZlib.deflate(stream, flush)
            precondition(result != Z_STREAM_ERROR, "the deflater was used after its end")
            count = scratch.count - Int(stream.pointee.avail_out)
            if count > 0 { take(UnsafeRawBufferPointer(rebasing: scratch[..<count])) }
        } while count == scratch.count
    }
}
