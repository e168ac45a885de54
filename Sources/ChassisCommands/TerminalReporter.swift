import BuildReport
import Synchronization
import TerminalUI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Draws a build's events on standard error: live on a terminal, as plain lines elsewhere.
final class TerminalReporter: BuildReporter {
    private enum Drawing {
        case live(LiveLines)
        case plain(PlainLines)
    }

    private let drawing: Mutex<Drawing>
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    /// A reporter for standard error as it is now; `NO_COLOR` (no-color.org) and `TERM=dumb` are honoured.
    init(variables: [String: String]) {
        let isTerminal = isatty(STDERR_FILENO) == 1 && variables["TERM"] != "dumb"
        drawing = Mutex(
            isTerminal
                ? .live(LiveLines(width: Self.terminalWidth, colors: variables["NO_COLOR", default: ""].isEmpty))
                : .plain(PlainLines()))
        start = clock.now
    }

    func report(_ event: BuildEvent) {
        let time = clock.now - start
        drawing.withLock { drawing in
            switch drawing {
            case .live(var lines):
                StandardError.write(lines.output(for: event))
                drawing = .live(lines)
            case .plain(var lines):
                for line in lines.lines(for: event, at: time) { StandardError.write(line + "\n") }
                drawing = .plain(lines)
            }
        }
    }

    /// Removes the line that is redrawn, so that something else can be printed.
    func end() {
        drawing.withLock { drawing in
            guard case .live(var lines) = drawing else { return }
            StandardError.write(lines.end())
            drawing = .live(lines)
        }
    }

    private static var terminalWidth: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
