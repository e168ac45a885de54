import CZlib
import NIOCore

/// The body of a request that was compressed with gzip (RFC 1952).
///
/// A few bytes of it may stand for gigabytes, so it is inflated piece by piece, and no further than the limit.
struct GzipBody {
    /// What the output grows by at least; and where it starts.
    private static let leastPiece = 4096

    /// Inflates `compressed`, of one member or several.
    /// - Throws: ``HTTPProblem/malformedGzip``, also when the end is missing; ``HTTPProblem/bodyTooLarge(limitBytes:)``
    ///   as soon as there are more than `limitBytes`.
    static func inflated(_ compressed: ByteBuffer, limitBytes: Int) throws(HTTPProblem) -> ByteBuffer {
        var stream = z_stream()
        // The largest window, and 16 for gzip's header instead of zlib's.
        guard
            inflateInit2_(&stream, MAX_WBITS + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw .malformedGzip }  // only when there is no memory
        defer { inflateEnd(&stream) }
        return try compressed.withUnsafeReadableBytes { bytes throws(HTTPProblem) in
            try inflateAll(bytes, &stream, limitBytes)
        }
    }

    private static func inflateAll(
        _ input: UnsafeRawBufferPointer, _ stream: inout z_stream, _ limitBytes: Int
    ) throws(HTTPProblem) -> ByteBuffer {
        // zlib reads the input only, though its type does not say so; counts are 32 bits wide there.
        guard input.count <= UInt32.max else { throw .bodyTooLarge(limitBytes: limitBytes) }
        stream.next_in = UnsafeMutablePointer(mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(input.count)
        var output = ByteBuffer()
        while true {
            // One byte above the limit shows that there is more.
            let piece = min(
                limitBytes + 1 - output.readableBytes, max(leastPiece, output.readableBytes, input.count * 3))
            let code = inflatePiece(of: piece, to: &output, &stream)
            guard output.readableBytes <= limitBytes else { throw .bodyTooLarge(limitBytes: limitBytes) }
            switch code {
            case Z_OK: continue
            case Z_STREAM_END where stream.avail_in == 0: return output
            case Z_STREAM_END: inflateReset(&stream)  // another member follows
            default: throw .malformedGzip
            }
        }
    }

    private static func inflatePiece(of size: Int, to output: inout ByteBuffer, _ stream: inout z_stream) -> CInt {
        let size = min(size, 1 << 30)
        var code = Z_OK
        output.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { space in
            stream.next_out = space.assumingMemoryBound(to: UInt8.self).baseAddress
            stream.avail_out = UInt32(size)
            code = inflate(&stream, Z_NO_FLUSH)
            return size - Int(stream.avail_out)
        }
        return code
    }
}
