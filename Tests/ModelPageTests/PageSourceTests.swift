import Testing

@testable import ModelPage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// That the generated file is what the files in Page give, as `scripts/embed-page.sh --check` finds too.
@Suite struct PageSourceTests {
    private func lines(of file: String) throws -> [String] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Runtime/ModelPage/Page")
        let text = String(decoding: try Data(contentsOf: folder.appending(path: file)), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Without indentation, comments and empty lines.
    private func trimmed(_ file: String) throws -> String {
        try lines(of: file).map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty && !$0.hasPrefix("//") }
            .joined(separator: "\n")
    }

    @Test func `the texts are those of the files`() throws {
        #expect(try lines(of: "page.html").joined(separator: "\n") == PageSource.html + "\n")
        #expect(try trimmed("style.css") == PageSource.style)
        #expect(try trimmed("script.js") == PageSource.script)
    }

    @Test func `the hashes are those of the texts`() {
        #expect(PageSource.styleHash == "sha256-" + SHA256.base64(of: Array(PageSource.style.utf8)))
        #expect(PageSource.scriptHash == "sha256-" + SHA256.base64(of: Array(PageSource.script.utf8)))
    }

    @Test func `the hash itself is right`() {
        // FIPS 180-4, the example of one block.
        #expect(SHA256.base64(of: Array("abc".utf8)) == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
    }
}
