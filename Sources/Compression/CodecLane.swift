import Dispatch

/// A thread that compresses blocks, one after the other.
final class CodecLane: @unchecked Sendable {
    private let queue = DispatchQueue(label: "ml.chassis.compression.codec")
    /// Used on the queue alone.
    private let compressor: any BlockCompressor

    init(_ compressor: any BlockCompressor) {
        self.compressor = compressor
    }

    /// Has the block compressed; returns at once.
    func compress(_ block: StreamBlock) {
        block.compress(on: queue) { block.compress(with: self.compressor) }
    }
}
