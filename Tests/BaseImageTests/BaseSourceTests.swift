import OCISpec
import Testing

@testable import BaseImage

struct BaseSourceTests {
    @Test func `a base is written as one of five forms`() throws {
        let forms: [(String, BaseSource)] = [
            ("scratch", .scratch), ("oci:dir", .layout("dir", name: nil)),
            ("oci:/a/b:v1", .layout("/a/b", name: "v1")),
            ("oci:dir:ghcr.io/team/base:v1", .layout("dir", name: "ghcr.io/team/base:v1")),
            ("archive:a b.tar", .archive("a b.tar")),
            ("debian:12", .registry(try ImageReference(parsing: "debian:12"))),
        ]
        for (text, source) in forms {
            #expect(try BaseSource(parsing: text) == source)
            #expect(source.description == text)
        }
    }

    @Test(arguments: ["oci:", "oci::v1", "oci:dir:", "archive:"])
    func `a form without its name is refused`(text: String) {
        #expect {
            try BaseSource(parsing: text)
        } throws: { error in
            guard let error = error as? BaseError, case .incompleteName = error.problem else { return false }
            return error.base == text
        }
    }

    @Test func `what is no reference is refused`() {
        #expect(throws: ImageReferenceError.self) { try BaseSource(parsing: "docker://debian") }
        #expect(throws: ImageReferenceError.self) { try BaseSource(parsing: "") }
    }
}
