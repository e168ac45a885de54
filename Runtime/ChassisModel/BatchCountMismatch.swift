/// A batch model returned another number of outputs than it was given inputs.
public struct BatchCountMismatch: Error, Equatable, CustomStringConvertible {
    /// The number of items in the batch.
    public let inputs: Int
    /// The number of outputs that came back.
    public let outputs: Int

    /// A mismatch of `inputs` and `outputs`.
    public init(inputs: Int, outputs: Int) {
        self.inputs = inputs
        self.outputs = outputs
    }

    /// Both numbers.
    public var description: String { "the model answered a batch of \(inputs) with \(outputs) outputs" }
}
