import OCISpec
import Testing

struct DigestTests {
    static let digits = String(repeating: "0123456789abcdef", count: 4)

    @Test(arguments: [
        (digits, DigestError.missingAlgorithm(digits)),
        ("", .missingAlgorithm("")),
        ("sha512:\(digits)", .unsupportedAlgorithm("sha512:\(digits)")),
        ("SHA256:\(digits)", .unsupportedAlgorithm("SHA256:\(digits)")),
        (":\(digits)", .unsupportedAlgorithm(":\(digits)")),
        ("sha256:", .wrongLength("sha256:", hexDigits: 0)),
        ("sha256:\(digits)0", .wrongLength("sha256:\(digits)0", hexDigits: 65)),
        ("sha256:\(digits.uppercased())", .notLowercaseHex("sha256:\(digits.uppercased())")),
        ("sha256:\(digits.dropLast())g", .notLowercaseHex("sha256:\(digits.dropLast())g")),
    ])
    func `a text that is no digest is refused for its first fault`(text: String, error: DigestError) {
        #expect(throws: error) { try Digest(parsing: text) }
    }

    @Test func `a digest comes back as it was written`() throws {
        let digest = try Digest(parsing: "sha256:\(Self.digits)")
        #expect(digest.hex == Self.digits)
        #expect(digest.description == "sha256:\(Self.digits)")
    }

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("{}", "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"),
    ])
    func `bytes have the digest that FIPS 180 gives them`(text: String, hex: String) throws {
        #expect(try Digest.of(Array(text.utf8)).hex == hex)
    }

    @Test func `the digest of a stream does not depend on its pieces`() throws {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let digester = try Digester()
        try digester.update([])
        try digester.update(Array(bytes[..<333]))
        try bytes[333...].withUnsafeBytes { try digester.update($0) }
        try digester.update(UnsafeRawBufferPointer(start: nil, count: 0))
        #expect(try digester.finish() == Digest.of(bytes))
    }

    @Test func `a digest in JSON is a string, and a bad one is an error`() throws {
        let json = Array("[\"sha256:\(Self.digits)\"]".utf8)
        #expect(try CanonicalJSON.encode(CanonicalJSON.decode([Digest].self, from: json)) == json)
        #expect(throws: (any Error).self) {
            try CanonicalJSON.decode([Digest].self, from: Array("[\"sha256:\"]".utf8))
        }
    }
}
