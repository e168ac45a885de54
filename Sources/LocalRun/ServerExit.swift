import Subprocess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How a server ended.
public enum ServerExit: Hashable, Sendable {
    /// By itself, with a code from 0 to 255.
    case code(Int32)
    /// By the signal of this number.
    case signal(Int32)

    init(_ status: TerminationStatus) {
        self =
            switch status {
            case .exited(let code): .code(code)
            case .signaled(let number): .signal(number)
            }
    }

    /// The code with which a command ends that has run the server: the server's own, or 128 and the signal, as in a shell.
    public var exitCode: Int32 {
        switch self {
        case .code(let code): code
        case .signal(let number): 128 + number
        }
    }
}

extension ServerExit: CustomStringConvertible {
    /// What goes after "the server": `ended with code 3`, `was ended by signal 9 (Killed)`.
    public var description: String {
        switch self {
        case .code(let code): "ended with code \(code)"
        case .signal(let number): "was ended by signal \(number)\(Self.words(for: number))"
        }
    }

    private static func words(for signal: Int32) -> String {
        guard let text = strsignal(signal) else { return "" }
        return " (\(String(cString: text)))"
    }
}
