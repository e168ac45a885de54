/// The digit that an image most likely shows, and the probabilities of all ten.
public struct Classification: Encodable, Sendable, Equatable {
    /// From 0 to 9; of equally likely ones the lowest.
    public let digit: Int
    /// The probability of each digit, in their order.
    public let scores: [Float]

    init(scores: [Float]) {
        self.scores = scores
        digit = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
    }
}
