import Inflate

/// How the messages of one direction of a call are compressed
/// ([compression](https://github.com/grpc/grpc/blob/master/doc/compression.md)); each says by a flag whether it is.
enum MessageEncoding: String {
    case identity
    case gzip
    case deflate

    /// What a client may send, as `grpc-accept-encoding` names it; each way of compressing costs nothing until it is
    /// used.
    static let accepted = "identity,deflate,gzip"

    /// The format of a compressed message; nil when none may be compressed.
    var format: CompressedFormat? {
        switch self {
        case .identity: nil
        case .gzip: .gzip
        case .deflate: .zlib
        }
    }
}
