/// A fully connected layer: `weights × input + bias`.
struct DenseLayer: Sendable {
    let inputs: Int
    /// A row of `inputs` numbers for each output.
    let weights: [Float]
    /// A number for each output.
    let bias: [Float]

    /// Reads the tensors `<name>.weight` and `<name>.bias`.
    init(_ file: SafetensorsFile, name: String, inputs: Int, outputs: Int) throws(SafetensorsError) {
        self.inputs = inputs
        weights = try file.tensor("\(name).weight", shape: [outputs, inputs])
        bias = try file.tensor("\(name).bias", shape: [outputs])
    }

    func callAsFunction(_ input: [Float]) -> [Float] {
        bias.indices.map { output in
            var sum = bias[output]
            for index in input.indices { sum += weights[output * inputs + index] * input[index] }
            return sum
        }
    }

    /// The weights between the inputs and one output.
    func row(_ output: Int) -> ArraySlice<Float> {
        weights[output * inputs..<(output + 1) * inputs]
    }
}
