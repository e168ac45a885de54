import Testing

@testable import PackageCompiler

@Suite struct BuildLineTests {
    @Test(
        arguments: [
            (
                "[12/345] Compiling NIOCore Channel.swift",
                .progress(done: 12, total: 345, what: "Compiling NIOCore Channel.swift")
            ),
            ("[0/1]", .progress(done: 0, total: 1, what: "")),
            ("[a/b] text", .message("[a/b] text")),
            ("[1/2", .message("[1/2")),
            ("[1, 2]", .message("[1, 2]")),
            ("Fetching https://github.com/apple/swift-nio", .download("Fetching https://github.com/apple/swift-nio")),
            ("Building for production...", .chatter),
            ("Build complete! (12.3s)", .chatter),
            ("Computing version for https://github.com/apple/swift-nio", .chatter),
            ("/a/B.swift:1:2: error: no", .message("/a/B.swift:1:2: error: no")),
            ("", .message("")),
        ] as [(String, BuildLine)])
    func `a line is progress, a download, chatter or a message`(line: String, expected: BuildLine) {
        #expect(BuildLine(line) == expected)
    }
}
