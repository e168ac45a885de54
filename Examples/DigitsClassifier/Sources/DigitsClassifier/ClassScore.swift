/// A class and how likely it is.
public struct ClassScore: Encodable, Sendable, Equatable {
    /// The digit, from 0 to 9.
    public let `class`: Int
    /// The probability that the image shows this digit, from 0 to 1.
    public let score: Float
}
