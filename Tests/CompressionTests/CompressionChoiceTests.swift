import Compression
import Testing

struct CompressionChoiceTests {
    @Test(
        arguments: [
            ("auto", .auto), ("gzip", .gzip), ("none", .exactly(.none)), ("zstd", .exactly(.zstd)),
            ("gzip:6", .exactly(.gzip)), ("zstd:3", .exactly(.zstd)), ("gzip:fast", .exactly(.gzipFast)),
            ("gzip:weights", .exactly(.gzipWeights)),
        ] as [(String, CompressionChoice)])
    func `a choice is read`(text: String, choice: CompressionChoice) throws {
        #expect(try CompressionChoice(parsing: text) == choice)
    }

    @Test(arguments: [
        "", "GZIP", "lz4", "gzip:", "gzip:+6", "gzip: 6", "gzip:06", "zstd:fast", "none:1", "auto:1", ":",
    ])
    func `another text is refused`(text: String) {
        #expect(throws: CompressionChoiceError.unknown(text)) { try CompressionChoice(parsing: text) }
    }

    @Test func `a level that the method does not have is refused`() {
        for level in [-1, 0, 13] {
            #expect(throws: CompressionChoiceError.levelOutOfRange(.gzip, level, 1...12)) {
                try CompressionChoice(parsing: "gzip:\(level)")
            }
        }
        #expect(throws: CompressionChoiceError.levelOutOfRange(.zstd, 20, 1...19)) {
            try CompressionChoice(parsing: "zstd:20")
        }
    }

    @Test func `an error tells what may be written`() {
        #expect(
            CompressionChoiceError.levelOutOfRange(.gzip, 13, 1...12).diagnostics[0].description == """
                error: gzip has no level 13
                  at: --compression
                  try: write gzip:1 to gzip:12, or gzip alone
                """)
        #expect(CompressionChoiceError.unknown("lz4").diagnostics[0].remedies.count == 2)
    }
}
