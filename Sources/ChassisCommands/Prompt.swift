import ArgumentParser

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Questions on the terminal.
enum Prompt {
    /// Asks for a line.
    /// - Throws: `ValidationError` when there is no terminal to ask on, or no answer.
    static func line(_ question: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            throw ValidationError("there is no terminal to ask on: give --username and --password-stdin")
        }
        StandardError.write(question)
        guard let line = readLine(), !line.isEmpty else { throw ValidationError("nothing was typed") }
        return line
    }

    /// Asks for a line that is not shown while it is typed.
    /// - Throws: As ``line(_:)``.
    static func hiddenLine(_ question: String) throws -> String {
        var shown = termios()
        guard tcgetattr(STDIN_FILENO, &shown) == 0 else { return try line(question) }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            StandardError.write("\n")
        }
        return try line(question)
    }
}
