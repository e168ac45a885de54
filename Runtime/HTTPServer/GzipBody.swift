import Inflate
import NIOCore

/// The body of a request that was compressed with gzip (RFC 1952).
enum GzipBody {
    /// Inflates `compressed`, of one member or several, and no further than the limit.
    /// - Throws: ``HTTPProblem/malformedGzip``, also when the end is missing; ``HTTPProblem/bodyTooLarge(limitBytes:)``
    ///   as soon as there are more than `limitBytes`.
    static func inflated(_ compressed: ByteBuffer, limitBytes: Int) throws(HTTPProblem) -> ByteBuffer {
        let inflater = Inflater(.gzip, limit: limitBytes)
        var output = ByteBuffer()
        do throws(InflateError) {
            try compressed.withUnsafeReadableBytes { bytes throws(InflateError) in
                try inflater.inflate(bytes) { output.writeBytes($0) }
            }
            try inflater.finish()
        } catch {
            switch error {
            case .tooLarge: throw .bodyTooLarge(limitBytes: limitBytes)
            case .malformed, .truncated: throw .malformedGzip
            }
        }
        return output
    }
}
