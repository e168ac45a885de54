import Testing

@testable import PackageCompiler

struct FoundationImportTests {
    /// Sources, and the line of the import that counts.
    static let sources: [(text: String, line: Int?)] = [
        ("import Foundation", 1), ("\n// x\npublic import Foundation\n", 3),
        ("@_exported import FoundationNetworking", 1),
        ("import struct Foundation.Date", 1), ("import FoundationEssentials", nil), ("import MyFoundation", nil),
        ("// import Foundation\nlet x = \"\"\"\n  import Foundation\n  \"\"\"", nil),
        ("let x = Kind.import\nFoundation()", nil),
        ("import `Foundation`", nil),
        (
            """
            #if canImport(FoundationEssentials)
                import FoundationEssentials
            #else
                import Foundation
            #endif
            """, nil
        ),
        (
            """
            #if canImport(FoundationEssentials)
            #elseif os(Linux)
            #else
            import Foundation
            #endif
            import Foundation
            """, 6
        ),
        ("#if os(macOS)\nimport Foundation\n#endif", nil), ("#if !os(macOS)\nimport Foundation\n#endif", 2),
        ("#if os(macOS)\n#elseif os(Linux)\nimport Foundation\n#endif", 3),
        ("#if os(macOS)\n#else\nimport Foundation\n#endif", 3), ("#if DEBUG\nimport Foundation\n#endif", 2),
        ("#if DEBUG\n#else\nimport Foundation\n#endif", 3),
        ("#if DEBUG\n#if os(iOS)\nimport Foundation\n#endif\n#endif", nil),
        ("#endif\n#else\n#if", nil), ("import", nil), ("import struct", nil),
    ]

    @Test(arguments: sources.indices)
    func `the first import that counts under Linux is found`(index: Int) {
        #expect(FoundationImport.first(in: Self.sources[index].text)?.line == Self.sources[index].line)
    }

    @Test func `the module is named as it is imported`() {
        #expect(FoundationImport.first(in: "import func FoundationXML.x")?.module == "FoundationXML")
    }
}
