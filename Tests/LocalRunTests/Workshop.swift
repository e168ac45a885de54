import BuildReport
import FileSnapshot
import LocalRun
import SystemPackage
import TestSupport

/// A project whose build reads one file, `source`, and whose server writes what it does to one other, `log`.
///
/// The server is a shell with the text of `source` as its script, since a program that was just written cannot be started
/// while another test starts a process.
struct Workshop: Sendable {
    struct BrokenSource: DiagnosticError, Equatable {
        let diagnostics = [Diagnostic("the source is broken")]
    }

    let folder: FilePath
    var sources: FilePath { folder.appending("sources") }
    var log: FilePath { folder.appending("log") }

    /// A server that goes on until it is stopped, and answers what it holds then.
    static func server(_ name: String) -> String {
        """
        echo \(name) up >>$LOG; trap 'echo \(name) down >>$LOG; exit 0' TERM; while :; do sleep 1000 & wait; done
        """
    }

    /// Changes the source; the time of the system need not have gone on, since the new file is another one.
    func write(_ source: String) throws {
        let new = folder.appending("new")
        let file = try FileDescriptor.open(
            new, .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: [.ownerReadWrite])
        try file.closeAfter { _ = try file.writeAll(source.utf8) }
        try move(new, to: sources.appending("source"))
    }

    func snapshot() throws -> FileSnapshot { try FileSnapshot(folders: [sources]) }

    /// The launch of a server with the source as its script.
    func build() throws -> ServerLaunch {
        let source = String(decoding: try sources.appending("source").contents(), as: UTF8.self)
        if source == "broken" { throw BrokenSource() }
        return ServerLaunch(
            announcement: "up", executable: "/bin/sh", arguments: ["-c", source],
            variables: ["PATH": "/usr/bin:/bin", "LOG": log.string])
    }

    /// Waits until the log has these lines, and returns whether it got them.
    func logs(_ expected: String...) async -> Bool {
        await eventually { lines(of: log) == expected }
    }
}

/// The events of a watch that runs, one after the other.
struct WatchUnderTest {
    private(set) var events: AsyncStream<WatchEvent>.Iterator
    let task: Task<Void, any Error>

    mutating func next() async -> WatchEvent? { await events.next() }

    /// The next event without what it carries, which is enough where the order is what counts.
    mutating func nextName() async -> String? {
        await events.next().map { event in
            switch event {
            case .changed: "changed"
            case .failed(_, let isServing): isServing ? "failed, serving" : "failed"
            case .unchanged: "unchanged"
            case .stopping: "stopping"
            case .starting: "starting"
            case .readiness: "readiness"
            case .ended(let exit): "\(exit)"
            }
        }
    }

    mutating func nextNames(_ count: Int) async -> [String] {
        var names: [String] = []
        while names.count < count, let name = await nextName() { names.append(name) }
        return names
    }
}

/// Runs a watch over a project with `source`, and `body` beside it; then cancels the watch, which must end well.
/// - Parameters:
///   - snapshot: instead of the project's own.
///   - build: instead of the project's own.
func withWatch(
    _ source: String, snapshot: (@Sendable (Workshop) throws -> FileSnapshot)? = nil,
    build: (@Sendable (Workshop) async throws -> ServerLaunch)? = nil,
    _ body: (Workshop, inout WatchUnderTest) async throws -> Void
) async throws {
    try await withTemporaryDirectory { folder in
        let workshop = Workshop(folder: folder)
        try makeFolder(workshop.sources)
        try workshop.write(source)
        let (events, reporting) = AsyncStream.makeStream(of: WatchEvent.self)
        let loop = WatchLoop(
            snapshot: { try snapshot?(workshop) ?? workshop.snapshot() },
            build: { try await build?(workshop) ?? workshop.build() }, report: { reporting.yield($0) },
            interval: .milliseconds(1), settle: .milliseconds(1), grace: .seconds(20))
        let task = Task {
            defer { reporting.finish() }
            try await loop.run()
        }
        var watch = WatchUnderTest(events: events.makeAsyncIterator(), task: task)
        do {
            try await body(workshop, &watch)
        } catch {
            task.cancel()
            throw error
        }
        task.cancel()
        _ = await task.result
    }
}
