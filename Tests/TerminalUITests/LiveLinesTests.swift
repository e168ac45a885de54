import BuildReport
import TerminalUI
import Testing

@Suite struct LiveLinesTests {
    /// What the terminal shows after `events`, each at its time in milliseconds.
    private func screen(
        width: Int = 100, height: Int = 24, colors: Bool = false, _ events: [(Int, BuildEvent)]
    ) throws -> Screen {
        var lines = LiveLines(width: width, height: height, colors: colors)
        var screen = Screen(width: width)
        for (time, event) in events { try screen.write(lines.output(for: event, at: .milliseconds(time))) }
        return screen
    }

    private let pushing = BuildEvent.began(.deliver, title: "pushing")

    @Test func `a step is redrawn in place and stays as one line`() {
        var lines = LiveLines(width: 80, colors: false)
        let output = zip(Samples.compile, [0, 100, 150, 200]).map { lines.output(for: $0, at: .milliseconds($1)) }
        #expect(
            output == [
                "\r  compiling digits  \u{1B}[J",
                "\r  compiling digits  █████░░░░░░░░░░░░░░░ 10/40 NIOCore\u{1B}[J",
                "\r• another build holds the folder\u{1B}[K\n"
                    + "  compiling digits  █████░░░░░░░░░░░░░░░ 10/40 NIOCore\u{1B}[J",
                "\r✓ compiling digits  25.1 MB (1.90 s)\u{1B}[K\n\u{1B}[J",
            ])
    }

    @Test func `a redrawn line never wraps`() throws {
        for title in [String(repeating: "x", count: 200), "a\nb\u{1B}[2J" + String(repeating: "x", count: 200)] {
            let screen = try screen(width: 20, [(0, .began(.compile, title: title))])
            #expect(screen.widest == 19)
            #expect(screen.lines.count == 1)
        }
    }

    @Test func `a character of two columns is counted as two`() throws {
        var lines = LiveLines(width: 20, colors: false)
        let output = lines.output(for: .began(.compile, title: String(repeating: "模", count: 200)), at: .zero)
        #expect(output == "\r  模模模模模模模模\u{1B}[J")
    }

    @Test func `an interrupted step leaves a clean screen`() throws {
        var lines = LiveLines(width: 80, colors: true)
        var screen = Screen(width: 80)
        #expect(lines.end() == "")
        for event in [pushing, Samples.upload("a", 0), Samples.upload("b", 0)] {
            try screen.write(lines.output(for: event, at: .zero))
        }
        #expect(screen.lines.count == 3)
        try screen.write(lines.end())
        #expect(screen.lines == [])
        #expect(lines.end() == "")
        #expect(lines.output(at: .seconds(9)) == "")
    }

    @Test func `a total of zero draws an empty bar`() {
        var lines = LiveLines(width: 80, colors: false)
        _ = lines.output(for: .began(.compile, title: "c"), at: .zero)
        let output = lines.output(for: .advanced(.compile, done: 0, total: 0, detail: ""), at: .seconds(1))
        #expect(output.contains("░░░░░░░░░░░░░░░░░░░░ 0/0"))
    }

    @Test(arguments: [(-1, "░░░░░░░░"), (2000, "████████")])
    func `bytes below nothing and above the total do not leave the bar`(done: Int64, bar: String) throws {
        let screen = try screen([(0, Samples.upload("a", 0)), (100, Samples.upload("a", done))])
        #expect(screen.lines[0].hasPrefix("  ↑ a  \(bar)  "))
    }

    @Test func `what advances is drawn every tenth of a second, and the last of it later`() {
        var lines = LiveLines(width: 80, colors: false)
        _ = lines.output(for: .began(.compile, title: "c"), at: .zero)
        #expect(lines.output(for: .advanced(.compile, done: 1, total: 9, detail: ""), at: .milliseconds(99)) == "")
        #expect(lines.output(for: .advanced(.compile, done: 2, total: 9, detail: ""), at: .milliseconds(100)) != "")
        #expect(lines.output(for: .advanced(.compile, done: 3, total: 9, detail: ""), at: .milliseconds(199)) == "")
        #expect(lines.output(at: .milliseconds(199)) == "")
        #expect(lines.output(at: .milliseconds(200)).contains("3/9"))
        #expect(lines.output(at: .milliseconds(400)) == "")
    }

    @Test func `transfers stand below their step, with bar, amounts, rate and time left`() throws {
        let screen = try screen([
            (0, pushing), (0, Samples.upload("model files 1a2b3c4d5e6f", 0, total: 1_000_000_000)),
            (0, Samples.upload("app", 0, total: 25_100_000)),
            (1000, Samples.upload("app", 20_000_000, total: 25_100_000)),
            (2000, Samples.upload("model files 1a2b3c4d5e6f", 250_000_000, total: 1_000_000_000)),
        ])
        #expect(
            screen.lines == [
                "  pushing  ",
                "  ↑ model files 1a2b3c4d5e6f  ██░░░░░░   250 MB of 1.00 GB   125 MB/s     6 s left",
                "  ↑ app                       ██████░░  20.0 MB of 25.1 MB  10.0 MB/s     1 s left",
            ])
    }

    @Test func `what was sent stays as a line above, and what was there leaves none`() throws {
        let screen = try screen([
            (0, pushing), (0, Samples.upload("a", 0, total: 5_000_000)), (0, Samples.upload("b", 0)),
            (10, Samples.upload("c", 0)), (20, Samples.upload("b", 0, .skipped("present"))),
            (500, Samples.upload("a", 5_000_000, total: 5_000_000, .ended("uploaded"))),
            (600, Samples.upload("d", 0, .skipped("present"))), (600, Samples.upload("c", 500)),
        ])
        #expect(
            screen.lines == [
                "  ↑ a  uploaded, 5.00 MB in 0.50 s, 10.0 MB/s", "  pushing  ",
                "  ↑ c  ████░░░░    500 B of 1.00 kB",
            ])
        #expect(screen.row == 2)
    }

    @Test func `a download points down`() throws {
        let transfer = Transfer(id: "1", name: "base", direction: .download, doneBytes: 0, totalBytes: 10)
        #expect(try screen([(0, .transfer(transfer))]).lines == ["  ↓ base  ░░░░░░░░      0 B of 10 B"])
    }

    @Test func `six transfers are drawn and the others counted`() throws {
        let events = (1...9).map { (0, Samples.upload("blob \($0)", 0)) }
        let all = try screen([(0, pushing)] + events)
        #expect(all.lines.count == 8)
        #expect(all.lines[6].hasPrefix("  ↑ blob 6 "))
        #expect(all.lines[7] == "    and 3 more")
        let next = try screen([(0, pushing)] + events + [(9, Samples.upload("blob 1", 1000, .skipped("present")))])
        #expect(next.lines[6].hasPrefix("  ↑ blob 7 "))
        #expect(next.lines[7] == "    and 2 more")
    }

    @Test(arguments: [(5, 4), (4, 3), (3, 2), (2, 1), (1, 1)])
    func `a low terminal draws fewer transfers than it has rows`(height: Int, drawn: Int) throws {
        let events = (1...9).map { (0, Samples.upload("blob \($0)", 0)) }
        let screen = try screen(height: height, [(0, pushing)] + events)
        #expect(screen.lines.count == drawn)
        #expect(screen.lines[drawn - 1] == (drawn == 1 ? "  pushing  " : "    and \(9 - (drawn - 2)) more"))
    }

    @Test func `the rate is that of the last seconds`() throws {
        let slow = (0...10).map { ($0 * 1000, Samples.upload("a", Int64($0) * 1_000_000, total: 1_000_000_000)) }
        let fast = (1...5).map {
            (10_000 + $0 * 1000, Samples.upload("a", 10_000_000 + Int64($0) * 50_000_000, total: 1_000_000_000))
        }
        #expect(try screen(slow).lines[0].hasSuffix("  1.00 MB/s  17 min left"))
        #expect(try screen(slow + fast).lines[0].hasSuffix("  50.0 MB/s    15 s left"))
    }

    @Test func `there is no rate in the first second`() throws {
        let events = [
            (0, Samples.upload("a", 0, total: 9_000_000)), (999, Samples.upload("a", 5_000_000, total: 9_000_000)),
        ]
        #expect(try screen(events).lines == ["  ↑ a  ████░░░░  5.00 MB of 9.00 MB"])
    }

    @Test func `bytes that a lost connection took along make no negative rate`() throws {
        let screen = try screen([
            (0, Samples.upload("a", 0, total: 9_000_000)), (2000, Samples.upload("a", 8_000_000, total: 9_000_000)),
            (3000, Samples.upload("a", 1_000_000, total: 9_000_000)),
            (4000, Samples.upload("a", 5_000_000, total: 9_000_000)),
        ])
        #expect(screen.lines == ["  ↑ a  ████░░░░  5.00 MB of 9.00 MB  3.00 MB/s     2 s left"])
    }

    @Test func `a stalled transfer says so, and one that is complete is finishing`() throws {
        var lines = LiveLines(width: 100, colors: false)
        _ = lines.output(for: Samples.upload("a", 0), at: .zero)
        _ = lines.output(for: Samples.upload("a", 500), at: .seconds(1))
        let stalled = lines.output(at: .seconds(6))
        #expect(stalled == "\r  ↑ a  ████░░░░    500 B of 1.00 kB      0 B/s      stalled\u{1B}[J")
        let complete = lines.output(for: Samples.upload("a", 1000), at: .seconds(7))
        #expect(complete.contains("████████  1.00 kB of 1.00 kB"))
        #expect(complete.hasSuffix("    finishing\u{1B}[J"))
    }

    @Test(arguments: [
        (9_900_000, "99 s left"), (9_900_001, "2 min left"), (594_000_000, "99 min left"), (594_000_001, "2 h left"),
        (40_000_000_000, "days left"),
    ])
    func `the time left is told in one unit`(left: Int64, text: String) throws {
        let total = 100_000 + left
        let events = [(0, Samples.upload("a", 0, total: total)), (1000, Samples.upload("a", 100_000, total: total))]
        #expect(try screen(events).lines[0].hasSuffix(" " + text))
    }

    @Test(arguments: [
        (20, "  ↑ mode…5e6f   25%", "  ↑ app        100%"),
        (40, "  ↑ model fi…c4d5e6f   25%     6 s left", "  ↑ app               100%    finishing"),
        (
            60, "  ↑ model files 1a2b3c4d5e6f   25%   125 MB/s     6 s left",
            "  ↑ app                       100%               finishing"
        ),
        (
            80, "  ↑ model file…2b3c4d5e6f  ██░░░░░░   250 MB of 1.00 GB   125 MB/s     6 s left",
            "  ↑ app                    ████████  1.00 kB of 1.00 kB               finishing"
        ),
        (
            200, "  ↑ model files 1a2b3c4d5e6f  ██░░░░░░   250 MB of 1.00 GB   125 MB/s     6 s left",
            "  ↑ app                       ████████  1.00 kB of 1.00 kB               finishing"
        ),
    ])
    func `a narrow terminal leaves columns out and cuts names in the middle`(
        width: Int, long: String, short: String
    ) throws {
        let screen = try screen(
            width: width,
            [
                (0, Samples.upload("model files 1a2b3c4d5e6f", 0, total: 1_000_000_000)),
                (0, Samples.upload("app", 0, total: 1000)), (1000, Samples.upload("app", 1000, total: 1000)),
                (2000, Samples.upload("model files 1a2b3c4d5e6f", 250_000_000, total: 1_000_000_000)),
            ])
        #expect(screen.widest < width)
        #expect(screen.lines == [long, short])
    }

    @Test(arguments: 1...100)
    func `no width lets a transfer wrap`(width: Int) throws {
        let name = "an unusually long name of model files 1a2b3c4d5e6f"
        let screen = try screen(
            width: width,
            [
                (0, Samples.upload(name, 0, total: 999_000_000_000)),
                (1000, Samples.upload(name, 500_000_000, total: 999_000_000_000)),
                (2000, Samples.upload(name, 500_000_001, total: 999_000_000_000)),
            ])
        #expect(screen.lines.count <= 1)
        #expect(screen.widest < max(width, 2))
    }

    @Test func `colours are only in lines that stay`() {
        var lines = LiveLines(width: 80, colors: true)
        #expect(!lines.output(for: Samples.upload("a", 0), at: .zero).contains("m"))
        let end = lines.output(for: Samples.upload("a", 1000, .ended("uploaded")), at: .seconds(1))
        #expect(end == "\r  ↑ a\u{1B}[2m  uploaded, 1.00 kB in 1.00 s\u{1B}[0m\u{1B}[K\n\u{1B}[J")
    }
}
