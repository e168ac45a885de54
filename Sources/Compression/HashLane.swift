import Dispatch
import OCISpec

/// A thread that hashes what it is given, in the order in which it is given.
final class HashLane: @unchecked Sendable {
    /// What of a block is hashed.
    enum Part {
        case content
        case stored
    }

    private let queue = DispatchQueue(label: "ml.chassis.compression.hash")
    // Both are used on the queue alone.
    private let digester: Digester
    private var failure: (any Error)?

    init() throws(DigesterError) {
        digester = try Digester()
    }

    /// Hashes a part of `block`, which is in the lane's hands from now until ``StreamBlock/waitUntilIdle()``.
    func append(_ part: Part, of block: StreamBlock) {
        block.hash(on: queue) {
            self.update { part == .content ? block.content : try block.stored() }
        }
    }

    /// Hashes `bytes`.
    func append(_ bytes: [UInt8]) {
        queue.async {
            bytes.withUnsafeBytes { bytes in self.update { bytes } }
        }
    }

    /// The digest of all that was appended; to be called once.
    func finish() throws -> Digest {
        try queue.sync {
            if let failure { throw failure }
            return try digester.finish()
        }
    }

    private func update(_ bytes: () throws -> UnsafeRawBufferPointer) {
        guard failure == nil else { return }
        do {
            try digester.update(bytes())
        } catch {
            failure = error
        }
    }
}
