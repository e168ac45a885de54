#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A process's standard output, kept for one answer: whatever else the process prints goes to standard error.
struct AnswerOutput {
    private let descriptor: Int32

    /// Keeps what `output` is now, and makes `output` the same as `replacement` for everybody else, for good.
    ///
    /// Nil when the system refuses, for example because `replacement` is closed; `output` is as it was then.
    init?(takingOver output: Int32, replacement: Int32) {
        let kept = fcntl(output, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
        guard kept >= 0 else { return nil }
        guard dup2(replacement, output) >= 0 else {
            close(kept)
            return nil
        }
        descriptor = kept
    }

    /// Writes all of `bytes` and closes what they went to; false when that fails.
    func finish(with bytes: [UInt8]) -> Bool {
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
        }
        return true
    }
}
