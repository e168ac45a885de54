/// A fully connected layer: `weights × input + bias`.
struct DenseLayer: Sendable {
    /// The weights of each input: one for each output.
    private let columns: [[Float]]
    /// A number for each output.
    private let bias: [Float]

    /// Reads the tensors `<name>.weight` and `<name>.bias`.
    init(_ file: SafetensorsFile, name: String, inputs: Int, outputs: Int) throws(SafetensorsError) {
        let rows = try file.tensor("\(name).weight", shape: [outputs, inputs])
        columns = (0..<inputs).map { input in (0..<outputs).map { rows[$0 * inputs + input] } }
        bias = try file.tensor("\(name).bias", shape: [outputs])
    }

    /// Column by column: the sums of all outputs grow side by side, which the compiler makes vectors of, and an input of
    /// zero, such as blank paper, costs nothing.
    func callAsFunction(_ input: [Float]) -> [Float] {
        var sums = bias
        for (value, column) in zip(input, columns) where value != 0 {
            for index in sums.indices { sums[index] += column[index] * value }
        }
        return sums
    }

    /// The weights between the inputs and one output.
    func row(_ output: Int) -> [Float] {
        columns.map { $0[output] }
    }
}
