import ChassisModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The network: pixels, scaled → a hidden layer of rectified linear units → a probability for each class.
struct Network: Sendable {
    static let pixels = 64
    private static let pixelMax: Float = 16
    private static let hiddenUnits = 64
    private static let classes = 10

    /// A row of weights for each unit.
    private let hidden: (weights: Matrix, bias: [Float])
    private let output: (weights: Matrix, bias: [Float])

    /// Reads the weights: 32-bit little-endian numbers in the order of ``sizes``, and nothing else.
    /// - Parameter path: names the file in errors; nothing is read from there.
    init(_ file: ModelFile, path: String) throws(WeightsError) {
        guard file.count == Self.sizes.reduce(0, +) * 4 else {
            throw WeightsError(path: path, foundBytes: file.count, expectedBytes: Self.sizes.reduce(0, +) * 4)
        }
        let numbers = file.withUnsafeBytes { raw in
            (0..<raw.count / 4).map {
                Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)))
            }
        }
        var rest = numbers[...]
        func next(_ count: Int) -> [Float] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        hidden = (
            Matrix(rows: Self.hiddenUnits, columns: Self.pixels, next(Self.sizes[0])), next(Self.sizes[1])
        )
        output = (
            Matrix(rows: Self.classes, columns: Self.hiddenUnits, next(Self.sizes[2])), next(Self.sizes[3])
        )
    }

    /// How many numbers there are of the hidden layer's weights and bias, and of the output's.
    private static let sizes = [hiddenUnits * pixels, hiddenUnits, classes * hiddenUnits, classes]

    /// The probabilities for each image of a batch; those of one add up to 1.
    func probabilities(of images: [[Float]]) -> [[Float]] {
        let input = Matrix(
            rows: images.count, columns: Self.pixels, images.flatMap { $0.map { $0 / Self.pixelMax } })
        var units = Matrix(rows: images.count, repeating: hidden.bias)
        units.add(input, timesTransposed: hidden.weights)
        var logits = Matrix(rows: images.count, repeating: output.bias)
        logits.add(units.rectified, timesTransposed: output.weights)
        return images.indices.map { Self.softmax(logits[row: $0]) }
    }

    /// Subtracting the largest logit first keeps `exp` from overflowing and changes nothing else.
    private static func softmax(_ logits: ArraySlice<Float>) -> [Float] {
        let largest = logits.max() ?? 0
        let powers = logits.map { exp($0 - largest) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }
}
