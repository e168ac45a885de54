import Compression
import OCISpec

/// Data of a kind, the same at every run. It repeats itself, too far away for gzip to see.
enum Samples: CaseIterable {
    case zeros, text, fp32, bf16, fp16, random

    func bytes(_ count: Int) -> [UInt8] {
        let unit = Self.units[self] ?? []
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + unit.count)
        while bytes.count < count { bytes += unit }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static let units = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.unit()) })

    private func unit() -> [UInt8] {
        var random = Random()
        var bytes: [UInt8] = []
        while bytes.count < 65_000 {
            switch self {
            case .zeros: bytes += [UInt8](repeating: 0, count: 65_000)
            case .text: bytes += Self.words[Int(random.next() % UInt64(Self.words.count))].utf8
            case .fp32: append(random.normal().bitPattern, to: &bytes)
            case .bf16: append(UInt16(random.normal().bitPattern >> 16), to: &bytes)
            case .fp16: append(Self.half(random.normal()), to: &bytes)
            case .random: append(random.next(), to: &bytes)
            }
        }
        return bytes
    }

    private static let words = [
        "let ", "model", " = ", "weights", "[", "]\n", "return ", "0.5", "// the ", "layer", "func ", "(", ")",
        "Tensor",
        "self.", "import ", "for ", " in ", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "batch", "shape", "count",
    ]

    private func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }

    /// The bits of `number`, which is small, in half precision; `Float16` is not on every machine that builds.
    private static func half(_ number: Float) -> UInt16 {
        let bits = number.bitPattern
        let exponent = Int(bits >> 23 & 255) - 112
        return UInt16(bits >> 31) << 15 | (exponent > 0 ? UInt16(exponent) << 10 | UInt16(bits >> 13 & 1023) : 0)
    }
}

/// Random numbers that are the same for ever.
private struct Random {
    private var state: UInt64 = 1

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_f491_4f6c_dd1d
    }

    /// A weight: about normal around 0, with a deviation of 0.02.
    mutating func normal() -> Float {
        let sum = (0..<6).reduce(Float(0)) { sum, _ in sum + Float(next() >> 40) / Float(1 << 24) }
        return (sum - 3) * 0.028
    }
}

/// The sink's bytes, gathered, with the number of calls; it fails at a call of the test's choice.
final class Stored {
    struct Failure: Error, Equatable {}

    private(set) var bytes: [UInt8] = []
    private(set) var calls = 0
    private let failingCall: Int?

    init(failingCall: Int? = nil) {
        self.failingCall = failingCall
    }

    func take(_ piece: UnsafeRawBufferPointer) throws {
        calls += 1
        guard calls != failingCall else { throw Failure() }
        bytes += piece
    }
}

/// Sends `content` through a stream, in pieces.
func store(
    _ content: [UInt8], _ compression: LayerCompression, workers: Int = 2, pieceBytes: Int = 1_000_000,
    into stored: Stored = Stored()
) throws -> (summary: LayerSummary, stored: [UInt8]) {
    let stream = try LayerStream(compression: compression, workers: workers, sink: stored.take)
    try content.withUnsafeBytes { bytes in
        for begin in stride(from: 0, to: bytes.count, by: pieceBytes) {
            try stream.write(UnsafeRawBufferPointer(rebasing: bytes[begin...].prefix(pieceBytes)))
        }
    }
    return (try stream.finish(), stored.bytes)
}

let mebibyte = 1 << 20
