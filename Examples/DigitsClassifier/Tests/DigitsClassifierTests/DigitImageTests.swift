import ChassisModel
import DigitsClassifier
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct DigitImageTests {
    /// JSON that is no image, and the reason that the caller reads.
    static let refused: [(json: String, reason: String)] = [
        (list(zeros(63)), "expected 64 numbers or 8 lists of 8, found 63 numbers"),
        (list(zeros(65)), "expected 64 numbers or 8 lists of 8, found 65 numbers"),
        ("[7]", "expected 64 numbers or 8 lists of 8, found 1 number"),
        ("[]", "expected 64 numbers or 8 lists of 8, found 0 numbers"),
        (list(rows(7)), "expected 64 numbers or 8 lists of 8, found 7 lists"),
        (nested(400), "expected 64 numbers or 8 lists of 8, element 0 is not a number"),
        ("[[]]", "expected 64 numbers or 8 lists of 8, found 1 list"),
        (list([list(zeros(7))] + rows(7)), "expected 64 numbers or 8 lists of 8, row 0 has 7 numbers"),
        (list(rows(7) + [list(zeros(9))]), "expected 64 numbers or 8 lists of 8, row 7 has 9 numbers"),
        (list(rows(7) + ["0"]), "expected 64 numbers or 8 lists of 8, row 7 is not a list of numbers"),
        (list(zeros(63) + ["[0]"]), "expected 64 numbers or 8 lists of 8, element 63 is not a number"),
        (
            list(rows(7) + [list(["[0]"] + zeros(7))]),
            "expected 64 numbers or 8 lists of 8, row 7 is not a list of numbers"
        ),
        (list(replacing(12, with: "17")), "pixel 12 is 17; pixels run from 0 to 16"),
        (list(replacing(0, with: "-1")), "pixel 0 is -1; pixels run from 0 to 16"),
        (list(replacing(63, with: "16.5")), "pixel 63 is 16.5; pixels run from 0 to 16"),
        (list(replacing(5, with: "1e300")), "pixel 5 is 1e+300; pixels run from 0 to 16"),
        (list(replacing(5, with: "null")), "expected 64 numbers or 8 lists of 8, element 5 is not a number"),
        (list(replacing(5, with: "\"3\"")), "expected 64 numbers or 8 lists of 8, element 5 is not a number"),
        (list(replacing(5, with: "true")), "expected 64 numbers or 8 lists of 8, element 5 is not a number"),
        ("{\"pixels\":[]}", "expected 64 numbers or 8 lists of 8, found no list"),
        ("\"3\"", "expected 64 numbers or 8 lists of 8, found no list"),
        ("3", "expected 64 numbers or 8 lists of 8, found no list"),
        ("null", "expected 64 numbers or 8 lists of 8, found no list"),
    ]

    @Test(arguments: refused)
    func `anything but an image is refused with a reason`(json: String, reason: String) {
        #expect(throws: InvalidInput(reason)) { try decode(json) }
    }

    @Test func `eight lists of eight are the same image as 64 numbers`() throws {
        let numbers = (0..<64).map { "\($0 % 17)" }
        let rows = stride(from: 0, to: 64, by: 8).map { Self.list(Array(numbers[$0..<$0 + 8])) }
        let image = try decode(Self.list(numbers))
        #expect(try decode(Self.list(rows)) == image)
        #expect(image.pixels == (0..<64).map { Float($0 % 17) })
    }

    @Test func `zero, sixteen and fractions are pixels`() throws {
        let image = try decode(Self.list(["0", "16", "0.25"] + Self.zeros(61)))
        #expect(image.pixels.prefix(3) == [0, 16, 0.25])
    }

    private func decode(_ json: String) throws -> DigitImage {
        try JSONDecoder().decode(DigitImage.self, from: Data(json.utf8))
    }

    private static func list(_ values: [String]) -> String { "[" + values.joined(separator: ",") + "]" }

    private static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    private static func zeros(_ count: Int) -> [String] { Array(repeating: "0", count: count) }

    private static func rows(_ count: Int) -> [String] { Array(repeating: list(zeros(8)), count: count) }

    private static func replacing(_ index: Int, with value: String) -> [String] {
        var pixels = zeros(64)
        pixels[index] = value
        return pixels
    }
}
