/// Compresses blocks of a stream, each without a look at the others, so that the output does not depend on how many
/// are compressed at once. It belongs to one thread at a time.
protocol BlockCompressor: AnyObject {
    /// Compresses `block`, of at most ``StreamBlock/byteCount`` bytes, into `room`, and returns how many bytes it wrote.
    ///
    /// Outputs put one after the other, with a header and a trailer around them, are a file of the method.
    func compress(_ block: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) throws(CompressionError)
        -> Int
}
