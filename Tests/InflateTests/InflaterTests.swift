import Inflate
import Testing

@Suite struct InflaterTests {
    /// `printf 'hello, hello, hello\n' | gzip -n -9 | xxd -p`
    private static let hello: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0xd7, 0x51, 0xc8,
        0x40, 0xa2, 0xb8, 0x00, 0xe7, 0x42, 0x6e, 0x52, 0x14, 0x00, 0x00, 0x00,
    ]
    /// `python3 -c 'import zlib; print(zlib.compress(b"hello, hello, hello\n", 9).hex())'`
    private static let zlibHello: [UInt8] = [
        0x78, 0xda, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0xd7, 0x51, 0xc8, 0x40, 0xa2, 0xb8, 0x00, 0x4b, 0x07, 0x06, 0xdf,
    ]
    private static let text = Array("hello, hello, hello\n".utf8)

    private static func inflate(
        _ bytes: [UInt8], _ format: CompressedFormat = .gzip, limit: Int = 1 << 20, pieceSize: Int = .max
    ) throws -> [UInt8] {
        let inflater = Inflater(format, limit: limit)
        var text: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(pieceSize))
            rest = rest.dropFirst(piece.count)
            try piece.withUnsafeBytes { try inflater.inflate($0) { text += $0 } }
        }
        try inflater.finish()
        return text
    }

    private static func deflated(
        _ text: [UInt8], _ format: CompressedFormat = .gzip, level: Int = 1, pieceSize: Int = .max
    ) -> [UInt8] {
        let deflater = Deflater(format, level: level)
        var bytes: [UInt8] = []
        var rest = text[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(pieceSize))
            rest = rest.dropFirst(piece.count)
            piece.withUnsafeBytes { deflater.deflate($0) { bytes += $0 } }
        }
        deflater.finish { bytes += $0 }
        return bytes
    }

    /// Bytes that a compressor finds little in.
    private static func noise(_ count: Int) -> [UInt8] {
        var state: UInt64 = 1
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
    }

    @Test(arguments: [1, 2, 7, 1000])
    func `what gzip and zlib wrote is read in pieces of any size`(pieceSize: Int) throws {
        #expect(try Self.inflate(Self.hello, pieceSize: pieceSize) == Self.text)
        #expect(try Self.inflate(Self.zlibHello, .zlib, pieceSize: pieceSize) == Self.text)
    }

    @Test(arguments: [0, 1, 32767, 32768, 32769, 65536, 300_000], [CompressedFormat.gzip, .zlib])
    func `what is deflated is inflated again`(count: Int, format: CompressedFormat) throws {
        for text in [Self.noise(count), [UInt8](repeating: 7, count: count)] {
            let bytes = Self.deflated(text, format, pieceSize: 10_000)
            #expect(try Self.inflate(bytes, format, pieceSize: 1000) == text)
            #expect(try Self.inflate(bytes, format) == text)
        }
    }

    @Test func `a higher level is smaller`() {
        let text = (0..<20_000).flatMap { Array("item \($0 % 700), ".utf8) }
        #expect(Self.deflated(text, level: 9).count < Self.deflated(text, level: 1).count)
        #expect(Self.deflated(text, level: 1).count < text.count / 4)
    }

    @Test func `members in a row are one text, in gzip alone`() throws {
        #expect(try Self.inflate(Self.hello + Self.hello, pieceSize: 3) == Self.text + Self.text)
        #expect(throws: InflateError.malformed(reason: "bytes after the end")) {
            try Self.inflate(Self.zlibHello + Self.zlibHello, .zlib)
        }
    }

    @Test func `bytes behind the text are no text`() {
        #expect(throws: InflateError.malformed(reason: "incorrect header check")) {
            try Self.inflate(Self.hello + [1, 2, 3])
        }
    }

    @Test func `exactly the limit is taken, and one byte more is not`() throws {
        #expect(try Self.inflate(Self.hello, limit: 20) == Self.text)
        #expect(throws: InflateError.tooLarge(limit: 19)) { try Self.inflate(Self.hello, limit: 19) }
        #expect(throws: InflateError.tooLarge(limit: 19)) { try Self.inflate(Self.hello, limit: 19, pieceSize: 1) }
    }

    @Test func `of a bomb nothing behind the limit is inflated`() {
        let bomb = Self.deflated([UInt8](repeating: 0, count: 10 << 20), level: 9)
        #expect(bomb.count < 12_000)
        var taken = 0
        let inflater = Inflater(.gzip, limit: 100_000)
        #expect(throws: InflateError.tooLarge(limit: 100_000)) {
            try bomb.withUnsafeBytes { try inflater.inflate($0) { taken += $0.count } }
        }
        #expect(taken <= 100_000)
    }

    @Test func `the limit holds over all members`() {
        #expect(throws: InflateError.tooLarge(limit: 30)) { try Self.inflate(Self.hello + Self.hello, limit: 30) }
    }

    @Test func `a text that is cut anywhere is cut`() {
        for count in 0..<Self.hello.count {
            #expect(throws: InflateError.truncated, "\(count) bytes") {
                try Self.inflate(Array(Self.hello.prefix(count)))
            }
        }
    }

    @Test(arguments: [(0, "incorrect header check"), (22, "incorrect data check"), (26, "incorrect length check")])
    func `a byte that is wrong is found`(index: Int, reason: String) {
        var bytes = Self.hello
        bytes[index] ^= 0x55
        #expect(throws: InflateError.malformed(reason: reason)) { try Self.inflate(bytes) }
    }

    @Test func `one format is not the other`() {
        #expect(throws: InflateError.self) { try Self.inflate(Self.zlibHello, .gzip) }
        #expect(throws: InflateError.self) { try Self.inflate(Self.hello, .zlib) }
    }

    @Test func `noise is refused and crashes nothing`() {
        for start in 0..<200 {
            let bytes = Array(Self.hello.prefix(10)) + Self.noise(400).dropFirst(start)
            #expect(throws: InflateError.self) { try Self.inflate(bytes, pieceSize: 13) }
        }
    }
}
