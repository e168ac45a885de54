import ImageBuild
import Testing

@Suite struct DestinationTests {
    @Test(arguments: [
        ("oci:out/image", Destination.layout("out/image")), ("archive:a:b.tar", .archive("a:b.tar")),
        ("oci:/", .layout("/")),
    ])
    func `a kind and a path are a destination`(text: String, destination: Destination) throws {
        #expect(try Destination(parsing: text) == destination)
    }

    @Test(arguments: [
        ("image.tar", DestinationError.missingKind("image.tar")), ("", .missingKind("")),
        ("oci:", .missingPath("oci:")),
        ("docker:x", .unknownKind("docker:x")), (":x", .unknownKind(":x")), ("OCI:x", .unknownKind("OCI:x")),
    ])
    func `anything else says what to write`(text: String, error: DestinationError) {
        #expect(throws: error) { try Destination(parsing: text) }
        #expect(error.description.contains("oci:FOLDER"))
        #expect(error.description.contains("archive:FILE"))
    }
}
