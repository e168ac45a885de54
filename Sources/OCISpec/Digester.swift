import COpenSSL

/// A SHA-256 in progress over a stream of bytes; OpenSSL does the arithmetic, with the processor's SHA instructions.
///
/// One digester hashes one stream and belongs to one task at a time.
public final class Digester {
    private let context: OpaquePointer
    private var isFinished = false

    /// Begins the hash of an empty stream.
    /// - Throws: ``DigesterError`` when OpenSSL offers no SHA-256, for example because of its configuration file.
    public init() throws(DigesterError) {
        ERR_clear_error()
        guard let context = EVP_MD_CTX_new() else { throw .fromOpenSSL() }
        guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            EVP_MD_CTX_free(context)
            throw .fromOpenSSL()
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Hashes `bytes` as the next piece of the stream; an empty piece changes nothing.
    public func update(_ bytes: UnsafeRawBufferPointer) throws(DigesterError) {
        precondition(!isFinished, "a finished digester takes no more bytes")
        guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else { throw .fromOpenSSL() }
    }

    /// Hashes `bytes` as the next piece of the stream.
    public func update(_ bytes: [UInt8]) throws(DigesterError) {
        precondition(!isFinished, "a finished digester takes no more bytes")
        guard EVP_DigestUpdate(context, bytes, bytes.count) == 1 else { throw .fromOpenSSL() }
    }

    /// The digest of all pieces in their order; to be called once, at the end.
    public func finish() throws(DigesterError) -> Digest {
        precondition(!isFinished, "a digester finishes once")
        isFinished = true
        var hash = [UInt8](repeating: 0, count: 32)
        guard EVP_DigestFinal_ex(context, &hash, nil) == 1 else { throw .fromOpenSSL() }
        return Digest(hash: hash)
    }
}
