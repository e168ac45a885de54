import OCISpec
import Testing

struct ImageReferenceTests {
    static let digest = "sha256:" + String(repeating: "a", count: 64)
    static let longTag = String(repeating: "t", count: 129)
    static let longName = String(repeating: "n", count: 240)

    @Test(arguments: [
        ("", ImageReferenceError.empty),
        ("http://ghcr.io/team/digits", .scheme("http://ghcr.io/team/digits")),
        ("docker://digits", .scheme("docker://digits")),
        (":v1", .missingRepository(":v1")),
        ("ghcr.io/", .missingRepository("ghcr.io/")),
        ("ghcr.io/:v1", .missingRepository("ghcr.io/:v1")),
        ("@\(digest)", .missingRepository("@\(digest)")),
        ("Digits:v1", .upperCase("Digits:v1", repository: "Digits")),
        ("ghcr.io/Team/digits", .upperCase("ghcr.io/Team/digits", repository: "Team/digits")),
        ("Localhost/digits", .upperCase("Localhost/digits", repository: "Localhost/digits")),
        ("team//digits", .malformedRepository("team//digits", repository: "team//digits")),
        ("/digits", .malformedRepository("/digits", repository: "/digits")),
        ("digits/", .malformedRepository("digits/", repository: "digits/")),
        ("-digits", .malformedRepository("-digits", repository: "-digits")),
        ("digits_", .malformedRepository("digits_", repository: "digits_")),
        ("di..gits", .malformedRepository("di..gits", repository: "di..gits")),
        ("di___gits", .malformedRepository("di___gits", repository: "di___gits")),
        ("di._gits", .malformedRepository("di._gits", repository: "di._gits")),
        ("my digits", .malformedRepository("my digits", repository: "my digits")),
        ("zählwerk", .malformedRepository("zählwerk", repository: "zählwerk")),
        ("localhost:/digits", .malformedRegistry("localhost:/digits", registry: "localhost:")),
        ("localhost:99999/digits", .malformedRegistry("localhost:99999/digits", registry: "localhost:99999")),
        ("localhost:+80/digits", .malformedRegistry("localhost:+80/digits", registry: "localhost:+80")),
        ("-a.io/digits", .malformedRegistry("-a.io/digits", registry: "-a.io")),
        ("ghcr..io/digits", .malformedRegistry("ghcr..io/digits", registry: "ghcr..io")),
        ("[::g]:80/digits", .malformedRegistry("[::g]:80/digits", registry: "[::g]:80")),
        ("digits:", .malformedTag("digits:", tag: "")),
        ("digits:v 1", .malformedTag("digits:v 1", tag: "v 1")),
        ("digits:.v1", .malformedTag("digits:.v1", tag: ".v1")),
        ("digits:v1:v2", .malformedTag("digits:v1:v2", tag: "v1:v2")),
        ("digits:v1+2", .malformedTag("digits:v1+2", tag: "v1+2")),
        ("digits:\(longTag)", .tagTooLong("digits:\(longTag)", characters: 129)),
        (longName, .tooLong(longName, characters: 258)),
        ("digits@md5:00", .malformedDigest("digits@md5:00", .unsupportedAlgorithm("md5:00"))),
        ("digits@", .malformedDigest("digits@", .missingAlgorithm(""))),
    ])
    func `a text that is no reference is refused for its first fault`(text: String, error: ImageReferenceError) {
        #expect(throws: error) { try ImageReference(parsing: text) }
        #expect(!error.diagnostics.isEmpty)
        #expect(error.diagnostics.allSatisfy { !$0.remedies.isEmpty })
    }

    struct Case: Sendable {
        var text: String
        var registry: String?
        var repository: String
        var tag: String? = "latest"
        var written: String
        var full: String
    }

    @Test(arguments: [
        Case(text: "digits", repository: "digits", written: "digits:latest", full: "docker.io/library/digits:latest"),
        Case(
            text: "digits:v1", repository: "digits", tag: "v1", written: "digits:v1",
            full: "docker.io/library/digits:v1"),
        Case(
            text: "team/digits:v1", repository: "team/digits", tag: "v1", written: "team/digits:v1",
            full: "docker.io/team/digits:v1"),
        Case(
            text: "docker.io/digits", registry: "docker.io", repository: "digits", written: "docker.io/digits:latest",
            full: "docker.io/library/digits:latest"),
        Case(
            text: "index.docker.io/team/digits:v1", registry: "index.docker.io", repository: "team/digits", tag: "v1",
            written: "index.docker.io/team/digits:v1", full: "docker.io/team/digits:v1"),
        Case(
            text: "localhost/digits:v1", registry: "localhost", repository: "digits", tag: "v1",
            written: "localhost/digits:v1", full: "localhost/digits:v1"),
        Case(
            text: "registry:5000/a/b-c__d.e/f:_1", registry: "registry:5000", repository: "a/b-c__d.e/f", tag: "_1",
            written: "registry:5000/a/b-c__d.e/f:_1", full: "registry:5000/a/b-c__d.e/f:_1"),
        Case(
            text: "[::1]:5000/digits", registry: "[::1]:5000", repository: "digits",
            written: "[::1]:5000/digits:latest", full: "[::1]:5000/digits:latest"),
        Case(
            text: "Ghcr.IO/team/digits:V1.0", registry: "Ghcr.IO", repository: "team/digits", tag: "V1.0",
            written: "Ghcr.IO/team/digits:V1.0", full: "Ghcr.IO/team/digits:V1.0"),
        Case(
            text: "ghcr.io/t/d@\(digest)", registry: "ghcr.io", repository: "t/d", tag: nil,
            written: "ghcr.io/t/d@\(digest)", full: "ghcr.io/t/d@\(digest)"),
        Case(
            text: "a---b:v1@\(digest)", repository: "a---b", tag: "v1", written: "a---b:v1@\(digest)",
            full: "docker.io/library/a---b:v1@\(digest)"),
    ])
    func `a reference is taken apart, and put together short and in full`(given: Case) throws {
        let reference = try ImageReference(parsing: given.text)
        #expect(reference.registry == given.registry)
        #expect(reference.repository == given.repository)
        #expect(reference.tag == given.tag)
        #expect(reference.description == given.written)
        #expect(reference.fullyQualified == given.full)
        #expect(try ImageReference(parsing: reference.description) == reference)
    }

    @Test func `an engine's name for an image has a tag and no digest`() throws {
        let both = try ImageReference(parsing: "digits:v1@\(Self.digest)")
        let digestAlone = try ImageReference(parsing: "digits@\(Self.digest)")
        #expect(both.fullyQualifiedTag == "docker.io/library/digits:v1")
        #expect(digestAlone.fullyQualifiedTag == nil)
    }

    @Test func `a tag of 128 characters and a name of 255 are accepted`() throws {
        let tag = String(repeating: "t", count: 128)
        #expect(try ImageReference(parsing: "digits:\(tag)").tag == tag)
        let repository = String(repeating: "n", count: 255 - "localhost/".count)
        #expect(try ImageReference(parsing: "localhost/\(repository)").repository == repository)
    }
}
