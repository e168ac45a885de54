import ChassisModel
import Testing

@testable import DigitsClassifier

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The model as Chassis uses it: its files, its metadata, and the JSON that goes in and comes out.
struct DigitsClassifierTests {
    @Test func `a folder without the weights is an error that names the file`() {
        #expect(throws: ModelFileError(path: "/nowhere/digits.safetensors", reason: "No such file or directory")) {
            try DigitsClassifier(context: ModelContext(modelDirectory: "/nowhere"))
        }
    }

    @Test func `an answer has exactly this form`() throws {
        let answer = Classification(scores: [0.125, 0.5, 0.25, 0.125])
        let json = """
            {"data":{"result":{"classPredictions":[{"class":1,"score":0.5},{"class":2,"score":0.25},\
            {"class":0,"score":0.125},{"class":3,"score":0.125}]}}}
            """
        #expect(try encode(answer) == json)
    }

    @Test func `an explanation has exactly this form`() throws {
        let explanation = Explanation(class: 5, logit: 1.5, offset: 0.5, contributions: [[0.25, 0.75], [0, 0]])
        #expect(
            try encode(explanation)
                == #"{"class":5,"contributions":[[0.25,0.75],[0,0]],"logit":1.5,"offset":0.5}"#)
    }

    @Test func `both samples are the first held-out image, a two`() throws {
        let image = try JSONDecoder().decode(DigitImage.self, from: Fixture.contents(of: "samples/digit.json"))
        let request = try JSONDecoder().decode(
            [String: [DigitImage]].self, from: Fixture.contents(of: "samples/kserve.json"))
        #expect(request == ["instances": [image]])
        #expect(try image == Fixture.heldOut().first?.image)
        #expect(try Fixture.model().predict(batch: [image]).first?.predictions.first?.class == 2)
    }

    @Test func `the answers of a batch are in its order, each what the image gets alone`() async throws {
        let model = try Fixture.model()
        let images = try Fixture.heldOut().prefix(DigitsClassifier.metadata.batchSize).map { try $0.image }
        let answers = model.predict(batch: images)
        #expect(answers.count == 32)
        for (image, answer) in zip(images, answers) {
            #expect(try await model.predict(image) == answer)
        }
        #expect(Set(answers.map { $0.predictions[0].class }).count == 10)
    }

    @Test func `an explanation is of the digit that is recognised, and adds up`() throws {
        let model = try Fixture.model()
        for image in try Fixture.heldOut().prefix(50).map({ try $0.image }) {
            let explanation = model.explain(image)
            #expect(explanation.class == model.predict(batch: [image]).first?.predictions.first?.class)
            #expect(explanation.contributions.map(\.count) == Array(repeating: 8, count: 8))
            let contributions = explanation.contributions.joined()
            #expect(abs(explanation.offset + contributions.reduce(0, +) - explanation.logit) < 1e-4)
            for (pixel, contribution) in zip(image.pixels, contributions) where pixel == 0 {
                #expect(contribution == 0)
            }
        }
    }

    @Test func `the metadata is what a caller has to know`() {
        let metadata = DigitsClassifier.metadata
        #expect(metadata.name == "digits")
        #expect(metadata.version == "1.0.0")
        #expect(metadata.inputs.map(\.name) == ["input"])
        #expect(metadata.inputs.map(\.maxSize) == [.kibibytes(64)])
        #expect(metadata.outputs.map(\.name) == ["results.json"])
        #expect(metadata.batchSize == 32)
    }

    private func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
