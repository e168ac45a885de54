import CZlib

/// What stands around the compressed bytes: both are DEFLATE (RFC 1951) with a checksum behind it.
public enum CompressedFormat: Sendable {
    /// RFC 1952, which HTTP and gRPC call `gzip`. Several members in a row are one text (§2.2).
    case gzip
    /// RFC 1950, which HTTP and gRPC call `deflate`.
    case zlib

    /// The window of 32 KiB, as zlib's `inflateInit2` and `deflateInit2` take it: 16 more means gzip.
    var windowBits: CInt {
        switch self {
        case .gzip: MAX_WBITS + 16
        case .zlib: MAX_WBITS
        }
    }
}
