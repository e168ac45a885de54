/// The scores of all classes for one image, the highest first.
///
/// It is encoded as `{"data":{"result":{"classPredictions":[{"class":5,"score":0.71}, …]}}}`, the form in which
/// classifiers of the Open Model Interface customarily answer.
public struct Classification: Encodable, Sendable, Equatable {
    /// Each class with its score, the highest score first.
    public let predictions: [ClassScore]

    /// Ranks `scores`, which stand in the order of the classes; of equal scores the lower class comes first.
    init(scores: [Float]) {
        predictions = scores.enumerated()
            .map { ClassScore(class: $0.offset, score: $0.element) }
            .sorted { ($1.score, $0.class) < ($0.score, $1.class) }
    }

    private enum Level: String, CodingKey { case data, result, classPredictions }

    /// Encodes the form shown above.
    public func encode(to encoder: any Encoder) throws {
        var root = encoder.container(keyedBy: Level.self)
        var data = root.nestedContainer(keyedBy: Level.self, forKey: .data)
        var result = data.nestedContainer(keyedBy: Level.self, forKey: .result)
        try result.encode(predictions, forKey: .classPredictions)
    }
}
