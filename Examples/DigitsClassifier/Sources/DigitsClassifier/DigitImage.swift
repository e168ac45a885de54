import ChassisModel

/// An image of 8×8 pixels.
public struct DigitImage: Decodable, Sendable, Equatable {
    /// The number of pixels in a row, and of rows.
    public static let side = 8
    /// The number of pixels.
    public static let pixelCount = side * side

    /// The brightnesses, row by row: 64 numbers from 0 (paper) to 16 (ink).
    public let pixels: [Float]

    /// An image of `pixels`, row by row.
    /// - Throws: `InvalidInput` unless there are 64 numbers from 0 to 16.
    public init(pixels: [Double]) throws(InvalidInput) {
        guard pixels.count == Self.pixelCount else {
            throw Self.wrongShape("found \(Self.count(pixels.count, "number"))")
        }
        for (index, pixel) in pixels.enumerated() where !(0...16).contains(pixel) {
            let number = Int(exactly: pixel).map { "\($0)" } ?? "\(pixel)"
            throw InvalidInput("pixel \(index) is \(number); pixels run from 0 to 16")
        }
        self.pixels = pixels.map { Float($0) }
    }

    /// Reads 64 numbers, or 8 lists of 8; the first element tells which.
    /// - Throws: `InvalidInput` for anything else.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        // Nearly every image is a plain list of numbers, and as such it is read many times faster. Why another one is
        // none, the elements tell.
        if let pixels = try? value.decode([Double].self) {
            try self.init(pixels: pixels)
            return
        }
        let elements: [PixelOrRow]
        do {
            elements = try value.decode([PixelOrRow].self)
        } catch DecodingError.typeMismatch, DecodingError.valueNotFound {
            throw Self.wrongShape("found no list")
        }
        if case .row = elements.first {
            try self.init(pixels: Self.joined(rows: elements))
        } else {
            try self.init(pixels: Self.numbers(elements))
        }
    }

    private static func joined(rows: [PixelOrRow]) throws(InvalidInput) -> [Double] {
        guard rows.count == side else { throw wrongShape("found \(count(rows.count, "list"))") }
        var pixels: [Double] = []
        for (index, element) in rows.enumerated() {
            guard case .row(let row) = element else { throw wrongShape("row \(index) is not a list of numbers") }
            guard row.count == side else { throw wrongShape("row \(index) has \(count(row.count, "number"))") }
            pixels += row
        }
        return pixels
    }

    private static func numbers(_ elements: [PixelOrRow]) throws(InvalidInput) -> [Double] {
        var numbers: [Double] = []
        for (index, element) in elements.enumerated() {
            guard case .pixel(let number) = element else { throw wrongShape("element \(index) is not a number") }
            numbers.append(number)
        }
        return numbers
    }

    private static func wrongShape(_ found: String) -> InvalidInput {
        InvalidInput("expected \(pixelCount) numbers or \(side) lists of \(side), \(found)")
    }

    private static func count(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}
