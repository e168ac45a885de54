/// What the machine ran out of while a build ran, told from what compilers and SwiftPM print then.
///
/// Lines that a compiler wrote about a place in a source file do not count: code may speak of a full disk.
enum ResourceProblem: Hashable, Sendable {
    /// A disk was full, which need not be so any more.
    case disk
    /// A compiler or a linker was killed, or was refused memory.
    case memory

    /// The problem in the lines of a build; nil when there is none. A full disk comes first: it makes other errors.
    init?(in lines: [String]) {
        let statements = lines.filter { !CompilerMessages.isQuotation($0) && !Self.hasPlace($0) }
        if statements.contains(where: Self.tellsOfFullDisk) || Self.linkerMetFullDisk(statements) {
            self = .disk
        } else if statements.contains(where: Self.tellsOfMemory) {
            self = .memory
        } else {
            return nil
        }
    }

    /// Whether the line is SwiftPM's last one when a C compiler was killed. SwiftPM takes the signal for its user's
    /// wish, and **ends without an error**; the executable of an earlier build may still lie there.
    ///
    ///     Build of product 'model-server' cancelled! (1.36s)
    static func isCancellation(_ line: String) -> Bool {
        line.hasPrefix("Build of ") && line.contains(" cancelled!")
    }

    private static func tellsOfFullDisk(_ line: String) -> Bool {
        let phrases = [
            "No space left on device", "Disk quota exceeded", "I/O error (code: 28)", "database or disk is full",
        ]
        // SwiftPM's own database is written at the very end; its failure is not always put into words.
        return phrases.contains(where: line.contains)
            || line.hasPrefix("swift-build: ") && line.contains("SQLiteBuildDB::buildComplete()")
    }

    /// The linker writes through a memory map, where a full disk is a signal and no error.
    private static func linkerMetFullDisk(_ lines: [String]) -> Bool {
        lines.contains("clang: error: unable to execute command: Bus error")
            && lines.contains { $0.hasPrefix("clang: error: linker command failed due to signal") }
    }

    private static func tellsOfMemory(_ line: String) -> Bool {
        line == "Killed" || line == "clang: error: unable to execute command: Killed" || isCancellation(line)
            || line.hasPrefix("LLVM ERROR: out of memory")
            || line.hasPrefix("error: ") && line.contains(" command failed due to signal 9 ")
    }

    /// Whether the line begins with a file, a line and a column.
    private static func hasPlace(_ line: String) -> Bool {
        let parts = line.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.count == 4 && Int(parts[1]) != nil && Int(parts[2]) != nil
    }
}
