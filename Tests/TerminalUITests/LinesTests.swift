import BuildReport
import TerminalUI
import Testing

@Suite struct LinesTests {
    private static let events: [BuildEvent] = [
        .began(.compile, title: "compiling digits"),
        .advanced(.compile, done: 10, total: 40, detail: "NIOCore"),
        .note("another build holds the folder"),
        .ended(.compile, summary: "25.1 MB", duration: .milliseconds(1900)),
    ]

    @Test func `plain lines leave out pieces that come too fast`() {
        var lines = PlainLines(interval: .seconds(10))
        #expect(lines.lines(for: .began(.compile, title: "compiling"), at: .seconds(1)) == ["compiling"])
        let piece = BuildEvent.advanced(.compile, done: 1, total: 2, detail: "A")
        #expect(lines.lines(for: piece, at: .seconds(5)) == [])
        #expect(lines.lines(for: piece, at: .seconds(11)) == ["  [1/2] A"])
        #expect(lines.lines(for: piece, at: .seconds(20)) == [])
        #expect(lines.lines(for: piece, at: .seconds(21)) == ["  [1/2] A"])
    }

    @Test func `plain lines tell notes and ends`() {
        var lines = PlainLines()
        #expect(
            Self.events.flatMap { lines.lines(for: $0, at: .zero) } == [
                "compiling digits", "  another build holds the folder", "  25.1 MB (1.90 s)",
            ])
    }

    @Test func `plain lines contain no control characters`() {
        var lines = PlainLines(interval: .zero)
        let text = Self.events.flatMap { lines.lines(for: $0, at: .zero) }.joined()
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test func `a live step is redrawn in place and stays as one line`() {
        var lines = LiveLines(width: 80, colors: false)
        let output = Self.events.map { lines.output(for: $0) }
        #expect(
            output == [
                "\r\u{1B}[K  compiling digits  ",
                "\r\u{1B}[K  compiling digits  █████░░░░░░░░░░░░░░░ 10/40 NIOCore",
                "\r\u{1B}[K• another build holds the folder\n"
                    + "\r\u{1B}[K  compiling digits  █████░░░░░░░░░░░░░░░ 10/40 NIOCore",
                "\r\u{1B}[K✓ compiling digits  25.1 MB (1.90 s)\n",
            ])
    }

    @Test func `a redrawn line never wraps`() {
        var lines = LiveLines(width: 20, colors: false)
        let output = lines.output(for: .began(.compile, title: String(repeating: "x", count: 200)))
        #expect(output.dropFirst("\r\u{1B}[K".count).count == 19)
    }

    @Test func `an interrupted step leaves a clean line`() {
        var lines = LiveLines(width: 80, colors: true)
        #expect(lines.end() == "")
        _ = lines.output(for: .began(.compile, title: "compiling"))
        #expect(lines.end() == "\r\u{1B}[K")
        #expect(lines.end() == "")
    }

    @Test func `a total of zero draws an empty bar`() {
        var lines = LiveLines(width: 80, colors: false)
        _ = lines.output(for: .began(.compile, title: "c"))
        let output = lines.output(for: .advanced(.compile, done: 0, total: 0, detail: ""))
        #expect(output.contains("░░░░░░░░░░░░░░░░░░░░ 0/0"))
    }
}
