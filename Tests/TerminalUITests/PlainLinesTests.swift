import BuildReport
import TerminalUI
import Testing

@Suite struct PlainLinesTests {
    @Test func `pieces that come too fast are left out`() {
        var lines = PlainLines(interval: .seconds(10))
        #expect(lines.lines(for: .began(.compile, title: "compiling"), at: .seconds(1)) == ["compiling"])
        let piece = BuildEvent.advanced(.compile, done: 1, total: 2, detail: "A")
        #expect(lines.lines(for: piece, at: .seconds(5)) == [])
        #expect(lines.lines(for: piece, at: .seconds(11)) == ["  [1/2] A"])
        #expect(lines.lines(for: piece, at: .seconds(20)) == [])
        #expect(lines.lines(for: piece, at: .seconds(21)) == ["  [1/2] A"])
    }

    @Test func `notes and ends are told`() {
        var lines = PlainLines()
        #expect(
            Samples.compile.flatMap { lines.lines(for: $0, at: .zero) } == [
                "compiling digits", "  another build holds the folder", "  25.1 MB (1.90 s)",
            ])
    }

    @Test func `there are no control characters`() {
        var lines = PlainLines(interval: .zero, transferInterval: .zero)
        let events =
            Samples.compile + [
                Samples.upload("a\u{1B}[2J\n", 0), Samples.upload("a\u{1B}[2J\n", 9),
                Samples.upload("a\u{1B}[2J\n", 9, .ended("uploaded")),
            ]
        let told = events.flatMap { lines.lines(for: $0, at: .zero) }
        #expect(told.count == 6)
        #expect(!told.joined().unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test func `a transfer is one line at its end, with what it moved, how long it took and its rate`() {
        var lines = PlainLines()
        #expect(lines.lines(for: Samples.upload("model files", 0, total: 1_000_000_000), at: .seconds(1)) == [])
        #expect(lines.lines(for: Samples.upload("model files", 500, total: 1_000_000_000), at: .seconds(4)) == [])
        let end = Samples.upload("model files", 1_000_000_000, total: 1_000_000_000, .ended("uploaded"))
        #expect(lines.lines(for: end, at: .seconds(11)) == ["  model files: uploaded, 1.00 GB in 10.0 s, 100 MB/s"])
    }

    @Test func `bytes that were there before are not counted`() {
        var lines = PlainLines()
        let begin = Samples.upload("model files", 734_000_000, total: 1_000_000_000)
        #expect(lines.lines(for: begin, at: .seconds(1)) == [])
        let end = Samples.upload("model files", 1_000_000_000, total: 1_000_000_000, .ended("resumed at 734 MB"))
        #expect(
            lines.lines(for: end, at: .seconds(3)) == ["  model files: resumed at 734 MB, 266 MB in 2.00 s, 133 MB/s"])
    }

    @Test func `a transfer that goes back behind its begin has moved all from there`() {
        var lines = PlainLines()
        _ = lines.lines(for: Samples.upload("a", 800_000_000, total: 1_000_000_000), at: .zero)
        _ = lines.lines(for: Samples.upload("a", 0, total: 1_000_000_000), at: .seconds(1))
        let end = Samples.upload("a", 1_000_000_000, total: 1_000_000_000, .ended("uploaded"))
        #expect(lines.lines(for: end, at: .seconds(10)) == ["  a: uploaded, 1.00 GB in 10.0 s, 100 MB/s"])
    }

    @Test func `a little transfer has no rate, and one of which only the end is heard no duration`() {
        var lines = PlainLines()
        _ = lines.lines(for: Samples.upload("config", 0, total: 1213), at: .zero)
        let end = Samples.upload("config", 1213, total: 1213, .ended("uploaded"))
        #expect(lines.lines(for: end, at: .milliseconds(120)) == ["  config: uploaded, 1.21 kB in 0.12 s"])
        let manifest = Samples.upload("manifest", 0, total: 702, .ended("uploaded"))
        #expect(lines.lines(for: manifest, at: .seconds(1)) == ["  manifest: uploaded, 702 B"])
    }

    @Test func `a long transfer is told of every thirty seconds`() {
        var lines = PlainLines()
        let told = (0...64).map { second in
            lines.lines(
                for: Samples.upload("model files", Int64(second) * 100_000_000, total: 10_000_000_000),
                at: .seconds(second))
        }
        #expect(told[30] == ["  model files: 30 %, 3.00 GB of 10.0 GB, 100 MB/s, 70 s left"])
        #expect(told[60] == ["  model files: 60 %, 6.00 GB of 10.0 GB, 100 MB/s, 40 s left"])
        #expect(told.filter { !$0.isEmpty }.count == 2)
    }

    @Test func `a transfer that stalls is told of though nothing happens`() {
        var lines = PlainLines()
        _ = lines.lines(for: Samples.upload("a", 0, total: 1000), at: .zero)
        _ = lines.lines(for: Samples.upload("a", 500, total: 1000), at: .seconds(1))
        #expect(lines.lines(at: .seconds(29)) == [])
        #expect(lines.lines(at: .seconds(30)) == ["  a: 50 %, 500 B of 1.00 kB, 0 B/s, stalled"])
        #expect(lines.lines(at: .seconds(59)) == [])
        #expect(lines.lines(at: .seconds(60)).count == 1)
        lines.end()
        #expect(lines.lines(at: .seconds(99)) == [])
    }

    @Test func `transfers that had nothing to do are counted when their step ends`() {
        var lines = PlainLines()
        let events = [
            BuildEvent.began(.deliver, title: "pushing"), Samples.upload("a", 0, .skipped("present")),
            Samples.upload("b", 0), Samples.upload("b", 0, .skipped("mounted from team/base")),
            Samples.upload("c", 0, .skipped("present")),
        ]
        #expect(events.flatMap { lines.lines(for: $0, at: .zero) } == ["pushing"])
        #expect(lines.lines(at: .seconds(31)) == [])
        let end = BuildEvent.ended(.deliver, summary: "3 blobs", duration: .seconds(2))
        #expect(
            lines.lines(for: end, at: .seconds(2)) == [
                "  no transfer: 2 present, 1 mounted from team/base", "  3 blobs (2.00 s)",
            ])
        #expect(lines.lines(for: end, at: .seconds(2)) == ["  3 blobs (2.00 s)"])
    }
}
