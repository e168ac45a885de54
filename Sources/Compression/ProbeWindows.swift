/// Where a ``CompressionProbe`` looks: up to 16 windows of 64 KiB, spread evenly over the inputs in a row.
///
/// The offsets follow from the sizes alone. Up to 1 MiB is looked at whole.
struct ProbeWindows {
    static let countMax = 16
    static let byteCount = 64 << 10

    /// The number of bytes in all inputs.
    private let total: Int64
    private let inputs: [ProbeInput]

    init(_ inputs: [ProbeInput]) {
        self.inputs = inputs
        // Sparse files can be so long that their sum is no number any more.
        total = inputs.reduce(0) { sum, input in
            let (sum, isTooLarge) = sum.addingReportingOverflow(input.byteCount)
            return isTooLarge ? .max : sum
        }
    }

    /// Where the windows begin.
    var offsets: [Int64] {
        let width = Int64(Self.byteCount)
        guard total > width * Int64(Self.countMax) else { return Array(stride(from: 0, to: total, by: Int(width))) }
        let step = (total - width) / Int64(Self.countMax - 1)
        return (0..<Int64(Self.countMax)).map { $0 * step }
    }

    /// The bytes in each window, which may be of several inputs.
    func contents() throws -> [[UInt8]] {
        try offsets.map { try content(at: $0) }.filter { !$0.isEmpty }
    }

    private func content(at offset: Int64) throws -> [UInt8] {
        var content: [UInt8] = []
        var skipped = offset
        for input in inputs {
            let size = input.byteCount
            if skipped >= size {
                skipped -= size
                continue
            }
            content += try input.read(Int(min(Int64(Self.byteCount - content.count), size - skipped)), at: skipped)
            skipped = 0
            if content.count == Self.byteCount { break }
        }
        return content
    }
}
