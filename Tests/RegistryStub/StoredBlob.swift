import NIOCore

/// The content of a blob, of all repositories that have it.
struct StoredBlob {
    let size: Int
    /// Nil when bytes are not kept.
    let bytes: ByteBuffer?
}
