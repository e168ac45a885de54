import ChassisModel
import DigitsClassifier

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files of the example, found from where this source lies.
enum Fixture {
    /// An image that the model was not trained with, and what scikit-learn answers for it.
    struct HeldOut: Decodable {
        let pixels: [Double]
        let label: Int
        let probabilities: [Float]

        var image: DigitImage {
            get throws { try DigitImage(pixels: pixels) }
        }
    }

    /// The example's folder.
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let modelName = "digits.safetensors"

    static let context = ModelContext(modelDirectory: root.appending(path: "models").path(percentEncoded: false))

    static func model() throws -> DigitsClassifier {
        try DigitsClassifier(context: context)
    }

    /// The images that `train/train.py` held out.
    static func heldOut() throws -> [HeldOut] {
        try JSONDecoder().decode(
            [HeldOut].self, from: contents(of: "Tests/DigitsClassifierTests/Fixtures/heldout.json"))
    }

    /// The contents of the file `name` in the example's folder.
    static func contents(of name: String) throws -> Data {
        try Data(contentsOf: root.appending(path: name))
    }
}
