import OCISpec
import Synchronization

/// A fixed piece of data, by which codecs are told apart.
enum CodecSample {
    /// 48 KiB that hold what codecs treat differently: words, numbers whose high bytes are alike, and long repetitions.
    static let bytes: [UInt8] = {
        let words = ["model", "weights", "layer", " of ", "the", "\n", "predict", "0.25", "(", ")", "tensor", "_"]
        var random = Lehmer()
        var bytes: [UInt8] = []
        while bytes.count < 16 << 10 { bytes += words[Int(random.next() % UInt32(words.count))].utf8 }
        while bytes.count < 32 << 10 {
            let number = random.next()
            bytes += [UInt8(number & 255), UInt8(60 + (number >> 8) % 3)]
        }
        while bytes.count < 48 << 10 {
            let begin = Int(random.next() % UInt32(bytes.count - 400))
            bytes += bytes[begin..<(begin + Int(random.next() % 400))]
            bytes.append(UInt8(random.next() & 255))
        }
        return bytes
    }()

    private static let known = Mutex<[Codec: String]>([:])

    /// Eight hexadecimal digits that tell which bytes `codec` makes of the sample on this machine.
    static func fingerprint(_ codec: Codec) -> String {
        if let fingerprint = known.withLock({ $0[codec] }) { return fingerprint }
        // When the codec fails it fails for the layer as well, and that error is told.
        guard let digest = try? digest(codec) else { return "unknown" }
        let fingerprint = String(digest.hex.prefix(8))
        known.withLock { $0[codec] = fingerprint }
        return fingerprint
    }

    private static func digest(_ codec: Codec) throws -> Digest? {
        guard let compressor = try codec.makeCompressor() else { return nil }
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: StreamBlock.roomBytes, alignment: 16)
        defer { room.deallocate() }
        let count = try bytes.withUnsafeBytes { try compressor.compress($0, into: room) }
        return try Digest.of(Array(room[..<count]))
    }
}

/// Random numbers that are the same for ever, by Lehmer's method.
private struct Lehmer {
    private var state: UInt64 = 1

    mutating func next() -> UInt32 {
        state = state * 48_271 % 0x7fff_ffff
        return UInt32(state >> 4)
    }
}
