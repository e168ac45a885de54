/// One item whose answer the author knows: what the model is asked and what it should answer.
public struct Sample: Hashable, Sendable {
    /// How far numbers may be apart when the author does not say: floating point differs a little between processors.
    public static let usualTolerance = 1e-6

    /// The inputs of the item.
    public let inputs: SampleValues
    /// The outputs that are expected, all of them or some; nil when it is enough that the model answers.
    public let outputs: SampleValues?
    /// How far two numbers may be apart to count as equal: absolutely, or as a part of the larger one.
    public let tolerance: Double

    /// A sample of files that are there.
    public init(inputs: SampleValues, outputs: SampleValues? = nil, tolerance: Double = Self.usualTolerance) {
        self.inputs = inputs
        self.outputs = outputs
        self.tolerance = tolerance
    }
}
