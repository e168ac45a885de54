/// What each pixel contributed to the class with the highest score.
///
/// A network of rectified linear units is linear around any one image. There the class's logit (its value before
/// softmax) is exactly ``offset`` plus the sum of ``contributions``, each the pixel times the logit's gradient.
public struct Explanation: Encodable, Sendable, Equatable {
    /// The digit that is explained.
    public let `class`: Int
    /// Its value before softmax.
    public let logit: Float
    /// The part of the logit that comes from no pixel.
    public let offset: Float
    /// The contribution of each pixel, 8 rows of 8; a negative one speaks against the digit.
    public let contributions: [[Float]]
}
