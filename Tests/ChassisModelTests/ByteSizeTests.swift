import ChassisModel
import Testing

@Suite struct ByteSizeTests {
    @Test(arguments: [
        (0, "0"), (1, "1"), (1023, "1023"), (1024, "1K"), (1025, "1025"), (1536, "1.5K"), (10240, "10K"),
        (1_048_576, "1M"), (1_048_577, "1048577"), (1_572_864, "1.5M"), (512 << 20, "512M"), (1 << 30, "1G"),
        (3 << 29, "1.5G"), (5 << 28, "1280M"), ((1 << 30) + 1024, "1048577K"), (Int.max, "9223372036854775807"),
        (Int.max - 1023, "9007199254740991K"), (1 << 62, "4294967296G"),
    ])
    func `a size is written in the largest unit that says it exactly`(bytes: Int, text: String) {
        #expect(ByteSize(bytes: bytes).description == text)
    }

    @Test func `units are powers of 1024 and take fractions`() {
        #expect(ByteSize.kibibytes(1.5).bytes == 1536)
        #expect(ByteSize.mebibytes(1).bytes == 1_048_576)
        #expect(ByteSize.gibibytes(0.5).bytes == 536_870_912)
    }

    @Test func `sizes are ordered by their bytes`() {
        #expect(ByteSize.kibibytes(1) < .mebibytes(1))
        #expect(!(ByteSize(bytes: 7) < ByteSize(bytes: 7)))
    }
}
