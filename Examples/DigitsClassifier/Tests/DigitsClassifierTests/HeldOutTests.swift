import DigitsClassifier
import Testing

/// The model against the images that it was not trained with.
struct HeldOutTests {
    @Test func `at least 96 of 100 images are classified correctly`() throws {
        let correct = try correctCount()
        #expect(correct.count >= correct.of * 96 / 100)
        #expect(correct.of == 450)
    }

    @Test func `the accuracy in the metadata is the one that is measured`() throws {
        let correct = try correctCount()
        let perMille = (correct.count * 1000 + correct.of / 2) / correct.of
        #expect(DigitsClassifier.metadata.performance.contains("0.\(perMille) on \(correct.of) held-out images"))
    }

    @Test func `every probability is the one of scikit-learn`() throws {
        let heldOut = try Fixture.heldOut()
        let answers = try Fixture.model().predict(batch: heldOut.map { try $0.image })
        #expect(answers.count == heldOut.count)
        for (answer, expected) in zip(answers, heldOut) {
            #expect(answer.predictions.count == 10)
            for prediction in answer.predictions {
                #expect(abs(prediction.score - expected.probabilities[prediction.class]) <= 1e-5)
            }
        }
    }

    private func correctCount() throws -> (count: Int, of: Int) {
        let heldOut = try Fixture.heldOut()
        let answers = try Fixture.model().predict(batch: heldOut.map { try $0.image })
        let count = zip(answers, heldOut).count { $0.predictions.first?.class == $1.label }
        return (count, heldOut.count)
    }
}
