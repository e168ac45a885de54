import Testing

@testable import DigitsClassifier

/// Networks whose answers can be worked out by hand.
struct NetworkTests {
    @Test func `logits far apart give 1 and 0 instead of NaN`() throws {
        let network = try network(bias: [1000, -1000] + Array(repeating: 0, count: 8))
        let probabilities = network.probabilities(of: Array(repeating: 0, count: 64))
        #expect(probabilities == [1] + Array(repeating: 0, count: 9))
    }

    @Test func `equal logits give equal probabilities, and the lowest class comes first`() throws {
        let network = try network(bias: Array(repeating: -3, count: 10))
        let probabilities = network.probabilities(of: Array(repeating: 0, count: 64))
        #expect(probabilities == Array(repeating: 0.1, count: 10))
        #expect(Classification(scores: probabilities).predictions.map(\.class) == Array(0..<10))
    }

    @Test func `only units that are active contribute to an explanation`() throws {
        // Unit 0 sees the negative of pixel 0; every other unit sees its own pixel. Class 3 adds all units up.
        let network = try network(bias: [0, 0, 0, 0.5] + Array(repeating: 0, count: 6), firstWeight: -1)
        var pixels = [Float](repeating: 0, count: 64)
        (pixels[0], pixels[1], pixels[63]) = (16, 8, 4)
        let explanation = network.explanation(of: pixels)

        var contributions = [[Float]](repeating: Array(repeating: 0, count: 8), count: 8)
        (contributions[0][1], contributions[7][7]) = (0.5, 0.25)
        #expect(explanation == Explanation(class: 3, logit: 1.25, offset: 0.5, contributions: contributions))
    }

    @Test func `a file with another network is refused`() throws {
        let file = try SafetensorsFile(SafetensorsBuilder([("input.scale", [1], [1])]).file(), path: "w")
        #expect(throws: SafetensorsError.missingTensor(path: "w", tensor: "hidden.weight", found: ["input.scale"])) {
            try Network(file)
        }
    }

    /// A hidden unit for each pixel, and class 3 with the sum of all units.
    private func network(bias: [Float], firstWeight: Float = 1) throws -> Network {
        var hidden = [Float](repeating: 0, count: 64 * 64)
        for unit in 0..<64 { hidden[unit * 64 + unit] = unit == 0 ? firstWeight : 1 }
        var output = [Float](repeating: 0, count: 10 * 64)
        for unit in 0..<64 { output[3 * 64 + unit] = 1 }
        let builder = SafetensorsBuilder([
            ("input.scale", [1], [1 / 16]),
            ("hidden.weight", [64, 64], hidden), ("hidden.bias", [64], Array(repeating: 0, count: 64)),
            ("output.weight", [10, 64], output), ("output.bias", [10], bias),
        ])
        return try Network(SafetensorsFile(builder.file(), path: "by hand"))
    }
}
