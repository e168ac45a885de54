// For `exp`: the C library is enough, where Foundation would make the image 37 MB larger.
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The network: pixels, scaled → a hidden layer of rectified linear units → a logit for each class.
struct Network: Sendable {
    private static let hiddenUnits = 64
    private static let classes = 10

    private let scale: Float
    private let hidden: DenseLayer
    private let output: DenseLayer

    /// - Throws: ``SafetensorsError`` when a tensor is missing or has another shape.
    init(_ file: SafetensorsFile) throws(SafetensorsError) {
        scale = try file.tensor("input.scale", shape: [1])[0]
        hidden = try DenseLayer(file, name: "hidden", inputs: DigitImage.pixelCount, outputs: Self.hiddenUnits)
        output = try DenseLayer(file, name: "output", inputs: Self.hiddenUnits, outputs: Self.classes)
    }

    /// The probability of each class; they add up to 1.
    func probabilities(of pixels: [Float]) -> [Float] {
        softmax(output(rectified(hidden(scaled(pixels)))))
    }

    /// The gradient of the winning logit, times the pixels.
    func explanation(of pixels: [Float]) -> Explanation {
        let input = scaled(pixels)
        let units = hidden(input)
        let logits = output(rectified(units))
        let winner = Classification(scores: logits).predictions[0]

        var contributions = [Float](repeating: 0, count: input.count)
        for (unit, weight) in zip(units.indices, output.row(winner.class)) where units[unit] > 0 {
            for (pixel, hiddenWeight) in zip(input.indices, hidden.row(unit)) {
                contributions[pixel] += weight * hiddenWeight * input[pixel]
            }
        }
        return Explanation(
            class: winner.class, logit: winner.score, offset: winner.score - contributions.reduce(0, +),
            contributions: stride(from: 0, to: input.count, by: DigitImage.side).map {
                Array(contributions[$0..<$0 + DigitImage.side])
            })
    }

    private func scaled(_ pixels: [Float]) -> [Float] { pixels.map { $0 * scale } }

    private func rectified(_ units: [Float]) -> [Float] { units.map { max($0, 0) } }

    /// Subtracting the largest logit first keeps `exp` from overflowing and changes nothing else.
    private func softmax(_ logits: [Float]) -> [Float] {
        let largest = logits.max() ?? 0
        let powers = logits.map { exp($0 - largest) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }
}
