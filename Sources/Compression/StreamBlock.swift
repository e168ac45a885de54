import Dispatch

/// A part of the stream of a fixed size, with room for what a codec makes of it; used again and again.
///
/// One side has it at a time: the stream while it fills it and after the compressor is done, the compressor in between.
/// The hashes read beside them, and the block is not filled again before they are done.
final class StreamBlock: @unchecked Sendable {
    /// The size of all blocks but the last: of larger ones gzip gains next to nothing, and a quarter costs it 0.5 %.
    static let byteCount = 1 << 20
    /// What the worst block takes: no codec adds more than a few bytes for each 16 KiB.
    static let roomBytes = byteCount + byteCount >> 8

    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: roomBytes, alignment: 64)
    private var filled = 0
    /// How much of the room is taken, or why it is not; nil when nothing compresses the block.
    private var outcome: Result<Int, CompressionError>?
    /// The CRC-32 of the content, once it is compressed.
    private(set) var checksum: UInt32 = 0
    private let compressing = DispatchGroup()
    private let hashing = DispatchGroup()

    deinit {
        input.deallocate()
        room.deallocate()
    }

    /// The bytes of the stream in this block.
    var content: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: input[..<filled]) }
    /// Whether the block takes no more bytes.
    var isFull: Bool { filled == Self.byteCount }
    /// Whether the compressor, if there is one, is done.
    var isCompressed: Bool { compressing.wait(timeout: .now()) == .success }

    /// Copies as much of `bytes` as there is place for, and returns how much.
    func fill(with bytes: UnsafeRawBufferPointer) -> Int {
        let count = min(bytes.count, Self.byteCount - filled)
        UnsafeMutableRawBufferPointer(rebasing: input[filled...]).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: bytes.prefix(count)))
        filled += count
        return count
    }

    /// Waits until nobody reads the block any more, and makes it empty.
    func empty() {
        waitUntilIdle()
        filled = 0
        outcome = nil
    }

    /// Waits for all that others do with the block.
    func waitUntilIdle() {
        compressing.wait()
        hashing.wait()
    }

    /// Runs `work`, which ends in ``compress(with:)``, on `queue`.
    func compress(on queue: DispatchQueue, _ work: @escaping @Sendable () -> Void) {
        queue.async(group: compressing, execute: work)
    }

    /// Runs `work`, which reads the block, on `queue`.
    func hash(on queue: DispatchQueue, _ work: @escaping @Sendable () -> Void) {
        queue.async(group: hashing, execute: work)
    }

    /// Compresses the content into the block's room.
    func compress(with compressor: any BlockCompressor) {
        outcome = Result { () throws(CompressionError) in try compressor.compress(content, into: room) }
        checksum = Checksum.of(content)
    }

    /// The bytes that stand for the block in what is stored; the content itself when nothing compresses it. Waits.
    func stored() throws(CompressionError) -> UnsafeRawBufferPointer {
        compressing.wait()
        guard let outcome else { return content }
        return UnsafeRawBufferPointer(rebasing: room[..<(try outcome.get())])
    }
}
