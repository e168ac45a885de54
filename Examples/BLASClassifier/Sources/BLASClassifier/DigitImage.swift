import ChassisModel

/// An image of 8×8 pixels: 64 brightnesses from 0 (paper) to 16 (ink), row by row.
public struct DigitImage: Decodable, Sendable {
    let pixels: [Float]

    /// Reads a list of 64 numbers.
    /// - Throws: `InvalidInput` when the list has another length, or a number is out of range.
    public init(from decoder: any Decoder) throws {
        let pixels = try decoder.singleValueContainer().decode([Float].self)
        guard pixels.count == Network.pixels, pixels.allSatisfy({ (0...16).contains($0) }) else {
            throw InvalidInput("expected \(Network.pixels) numbers from 0 to 16")
        }
        self.pixels = pixels
    }
}
