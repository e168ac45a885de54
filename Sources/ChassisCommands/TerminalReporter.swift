import BuildReport
import Dispatch
import Synchronization
import TerminalUI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Draws a build's events on standard error: live on a terminal, as plain lines elsewhere, or as JSON.
final class TerminalReporter: BuildReporter {
    private enum Drawing {
        case live(LiveLines)
        case plain(PlainLines)
        case json(JSONLines)
        case quiet
    }

    private struct State {
        var drawing: Drawing
        /// Runs from an event to the next ``end()``: what stalls or was not drawn at once is drawn without an event.
        var timer: (any DispatchSourceTimer)?
    }

    private static let timerInterval: DispatchTimeInterval = .milliseconds(250)

    private let state: Mutex<State>
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    /// A reporter for standard error as it is now; `NO_COLOR` (no-color.org) and `TERM=dumb` are honoured.
    init(variables: [String: String], style: ProgressStyle = .auto) {
        state = Mutex(State(drawing: Self.drawing(style, variables)))
        start = clock.now
    }

    func report(_ event: BuildEvent) {
        state.withLock { state in
            let time = clock.now - start
            switch state.drawing {
            case .live(var lines):
                (lines.width, lines.height) = Self.terminalSize
                StandardError.write(lines.output(for: event, at: time))
                state.drawing = .live(lines)
            case .plain(var lines):
                for line in lines.lines(for: event, at: time) { StandardError.write(line + "\n") }
                state.drawing = .plain(lines)
            case .json(var lines):
                if let line = lines.line(for: event, at: time) { StandardError.write(line + "\n") }
                state.drawing = .json(lines)
            case .quiet: break
            }
            startTimer(&state)
        }
    }

    /// Removes the lines that are redrawn, so that something else can be printed.
    func end() {
        state.withLock { state in
            state.timer?.cancel()
            state.timer = nil
            switch state.drawing {
            case .live(var lines):
                StandardError.write(lines.end())
                state.drawing = .live(lines)
            case .plain(var lines):
                lines.end()
                state.drawing = .plain(lines)
            case .json, .quiet: break
            }
        }
    }

    /// Ends as ``end()`` does, and tells why the build failed, in the style of the events.
    func end(with diagnostics: [Diagnostic]) {
        end()
        state.withLock { state in
            let time = clock.now - start
            for diagnostic in diagnostics {
                if case .json(let lines) = state.drawing {
                    StandardError.write(lines.line(for: diagnostic, at: time) + "\n")
                } else {
                    StandardError.write("\(diagnostic)\n")
                }
            }
        }
    }

    private func startTimer(_ state: inout State) {
        switch state.drawing {
        case .live, .plain: guard state.timer == nil else { return }
        case .json, .quiet: return
        }
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.setEventHandler { [weak self] in self?.tick() }
        timer.schedule(deadline: .now() + Self.timerInterval, repeating: Self.timerInterval)
        timer.activate()
        state.timer = timer
    }

    private func tick() {
        state.withLock { state in
            guard state.timer != nil else { return }  // ended while this waited for the lock
            let time = clock.now - start
            switch state.drawing {
            case .live(var lines):
                StandardError.write(lines.output(at: time))
                state.drawing = .live(lines)
            case .plain(var lines):
                for line in lines.lines(at: time) { StandardError.write(line + "\n") }
                state.drawing = .plain(lines)
            case .json, .quiet: break
            }
        }
    }

    private static func drawing(_ style: ProgressStyle, _ variables: [String: String]) -> Drawing {
        switch style {
        case .auto:
            guard isatty(STDERR_FILENO) == 1, variables["TERM"] != "dumb" else { return .plain(PlainLines()) }
            let (width, height) = terminalSize
            let colors = variables["NO_COLOR", default: ""].isEmpty
            return .live(LiveLines(width: width, height: height, colors: colors))
        case .plain: return .plain(PlainLines())
        case .json: return .json(JSONLines())
        case .quiet: return .quiet
        }
    }

    private static var terminalSize: (width: Int, height: Int) {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
