import ChassisModel
import Testing

@testable import BLASClassifier

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct BLASClassifierTests {
    /// The example's folder, found from where this source lies.
    private let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private func model() throws -> BLASClassifier {
        let models = root.appending(path: "models").path(percentEncoded: false)
        return try BLASClassifier(context: ModelContext(modelDirectory: models))
    }

    private func contents(of name: String) throws -> Data { try Data(contentsOf: root.appending(path: name)) }

    private struct Answer: Decodable {
        let digit: Int
        let scores: [Float]
    }

    @Test func `the sample gets scikit-learn's answer, alone and anywhere in a batch`() throws {
        let image = try JSONDecoder().decode(DigitImage.self, from: contents(of: "samples/digit.json"))
        let expected = try JSONDecoder().decode(Answer.self, from: contents(of: "samples/digit.expected.json"))
        let model = try model()
        for count in [1, 2, 255] {
            let answers = model.predict(batch: Array(repeating: image, count: count))
            #expect(answers.count == count)
            for answer in answers {
                #expect(answer.digit == expected.digit)
                for (score, expected) in zip(answer.scores, expected.scores) { #expect(abs(score - expected) <= 1e-5) }
            }
        }
        #expect(model.predict(batch: []) == [])
    }

    @Test func `OpenBLAS multiplies as a loop does`() {
        let left = Matrix(rows: 3, columns: 2, [1, -2, 3, 4, 0.5, 6])
        let right = Matrix(rows: 4, columns: 2, [1, 0, 0, 1, 2, 2, -1, 3])
        var sum = Matrix(rows: 3, repeating: [100, 200, 300, 400])
        sum.add(left, timesTransposed: right)
        for row in 0..<3 {
            let expected = (0..<4).map { column in
                Float(column + 1) * 100 + zip(left[row: row], right[row: column]).reduce(0) { $0 + $1.0 * $1.1 }
            }
            #expect(Array(sum[row: row]) == expected)
        }
    }

    @Test(arguments: [0, 19_239, 19_241])
    func `a file of another size is refused`(count: Int) {
        let error = #expect(throws: WeightsError.self) {
            try Network(ModelFile([UInt8](repeating: 0, count: count)), path: "digits.f32")
        }
        #expect(error?.description.hasPrefix("digits.f32: expected 19240 bytes, found \(count); ") == true)
    }

    @Test(arguments: ["[]", "[17\(String(repeating: ",0", count: 63))]", "[\(String(repeating: "0,", count: 64))0]"])
    func `an image that is none is refused`(json: String) {
        #expect(throws: InvalidInput("expected 64 numbers from 0 to 16")) {
            try JSONDecoder().decode(DigitImage.self, from: Data(json.utf8))
        }
    }
}
