/// A line of what `swift build` prints.
enum BuildLine: Hashable, Sendable {
    /// `[12/345] Compiling NIOCore Channel.swift`
    case progress(done: Int, total: Int, what: String)
    /// A package is being downloaded, which may take long.
    case download(String)
    /// Something about SwiftPM's own doings.
    case chatter
    /// What a compiler, a linker or SwiftPM has to say.
    case message(String)

    /// Reads a line without its newline.
    init(_ line: String) {
        if let progress = Self.progress(line) {
            self = progress
        } else if line.hasPrefix("Fetching ") {
            self = .download(line)
        } else if Self.chatterPrefixes.contains(where: line.hasPrefix) {
            self = .chatter
        } else {
            self = .message(line)
        }
    }

    private static let chatterPrefixes = [
        "Building for ", "Build complete!", "Build of ", "Fetched ", "Updating ", "Updated ", "Computing version for ",
        "Computed ", "Creating working copy ", "Working copy of ", "Resolving ", "Downloading ", "Downloaded ",
    ]

    private static func progress(_ line: String) -> BuildLine? {
        guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return nil }
        let numbers = line[line.index(after: line.startIndex)..<end].split(separator: "/").map { Int($0) }
        guard numbers.count == 2, let done = numbers[0], let total = numbers[1] else { return nil }
        return .progress(done: done, total: total, what: String(line[line.index(after: end)...].drop { $0 == " " }))
    }
}
