import ChassisModel

/// Recognises a handwritten digit in an image of 8×8 pixels.
///
/// A network with one hidden layer, trained by `train/train.py`; its weights are in `models/digits.safetensors`.
public struct DigitsClassifier: TypedBatchModel, TypedExplainingModel {
    private let network: Network

    /// What the model says about itself.
    public static let metadata = ModelMetadata(
        name: "digits",
        version: "1.0.0",
        author: "Chassis examples",
        summary: "Recognises a handwritten digit in an image of 8×8 pixels.",
        details: """
            Send the 64 brightnesses of an image, from 0 (paper) to 16 (ink), row by row. All ten digits are \
            answered, the likeliest first, with scores that add up to 1.
            """,
        technical: """
            64 inputs, one hidden layer of 64 rectified linear units, softmax over ten classes; trained with \
            scikit-learn's MLPClassifier on 1,347 images of the UCI handwritten digits.
            """,
        performance: "Accuracy 0.976 on 450 held-out images, stratified by digit.",
        inputs: [
            ModelInput(
                name: "input", mediaTypes: [.json], maxSize: .kibibytes(64),
                description: "64 numbers from 0 to 16, row by row, or 8 lists of 8")
        ],
        outputs: [
            ModelOutput(
                name: "results.json", mediaType: .json, maxSize: .kibibytes(4),
                description: "data.result.classPredictions: each class with its score, the highest first")
        ],
        resources: ModelResources(memory: .mebibytes(64), cpus: 1),
        batchSize: 32
    )

    /// Loads the weights.
    /// - Throws: ``SafetensorsError`` when the file is damaged or holds another network, and `ModelFileError` when it
    ///   cannot be read.
    public init(context: ModelContext) throws {
        let name = "digits.safetensors"
        let file = try SafetensorsFile(context.contents(of: name), path: context.path(of: name))
        network = try Network(file)
    }

    /// Classifies each image by itself. A model that runs on a matrix library gives it the whole batch here.
    public func predict(batch: [DigitImage]) -> [Classification] {
        batch.map { Classification(scores: network.probabilities(of: $0.pixels)) }
    }

    /// Tells how much each pixel contributed to the digit that was recognised.
    public func explain(_ image: DigitImage) -> Explanation {
        network.explanation(of: image.pixels)
    }
}
