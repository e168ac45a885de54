import ChassisModel

/// Recognises a handwritten digit in an image of 8×8 pixels: the network of DigitsClassifier, multiplied by OpenBLAS.
public struct BLASClassifier: TypedBatchModel {
    private let network: Network

    /// What the model says about itself.
    public static let metadata = ModelMetadata(
        name: "digits-blas",
        version: "1.0.0",
        author: "Chassis examples",
        summary: "Recognises a handwritten digit, with matrix products by OpenBLAS.",
        inputs: [
            ModelInput(
                name: "input", mediaTypes: [.json], maxSize: .kibibytes(64),
                description: "64 numbers from 0 to 16, row by row")
        ],
        outputs: [
            ModelOutput(
                name: "results.json", mediaType: .json, maxSize: .kibibytes(4),
                description: "digit: the likeliest one; scores: the probability of each")
        ],
        batchSize: 256
    )

    /// Loads the weights.
    /// - Throws: ``WeightsError`` when the file has another size, and `ModelFileError` when it cannot be read.
    public init(context: ModelContext) throws {
        let name = "digits.f32"
        network = try Network(context.contents(of: name), path: context.path(of: name))
    }

    /// Classifies the whole batch with two matrix products.
    public func predict(batch: [DigitImage]) -> [Classification] {
        network.probabilities(of: batch.map(\.pixels)).map(Classification.init(scores:))
    }
}
