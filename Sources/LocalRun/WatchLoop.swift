import BuildReport
public import FileSnapshot

/// Runs a server, and builds and starts it anew whenever files have changed.
///
/// Files are compared by polling: that works on every file system, in containers and over networks, where
/// notifications often do not.
public struct WatchLoop: Sendable {
    /// Takes a snapshot of all that a build depends on.
    public typealias Snapshot = @Sendable () throws -> FileSnapshot
    /// Builds the server and says how to start it.
    public typealias Build = @Sendable () async throws -> ServerLaunch
    /// Tells the user; called from any task.
    public typealias Report = @Sendable (WatchEvent) -> Void

    /// As many paths as fit into a message.
    static let changedPathCountMax = 3
    /// After this many snapshots that differ from the one before, it is built all the same: something is written all
    /// the time.
    static let settleCountMax = 50

    private let snapshot: Snapshot
    private let build: Build
    private let report: Report
    private let interval: Duration
    private let settle: Duration
    private let grace: Duration
    private let killSwitch: KillSwitch

    /// A watch that has not begun.
    /// - Parameters:
    ///   - interval: between two snapshots.
    ///   - settle: how long files must stay as they are before a build: an editor writes several, one after the other.
    ///   - grace: how long a server may take to stop; see ``LocalServer``.
    public init(
        snapshot: @escaping Snapshot, build: @escaping Build, report: @escaping Report,
        interval: Duration = .milliseconds(300), settle: Duration = .milliseconds(100),
        grace: Duration = LocalServer.defaultGrace, killSwitch: KillSwitch = KillSwitch()
    ) {
        self.snapshot = snapshot
        self.build = build
        self.report = report
        self.interval = interval
        self.settle = settle
        self.grace = grace
        self.killSwitch = killSwitch
    }

    /// Builds, serves, and goes on until the task is cancelled; then the server is stopped.
    ///
    /// The old server answers while the new one is built, and has ended when the new one is started, so that both can
    /// have the same port. A build that fails leaves the old one in place. One that makes the same program, to be
    /// started in the same way, does too. What changes during a build is built afterwards. A server that ends by itself
    /// is not started again before something has changed.
    /// - Throws: `CancellationError`; what `snapshot` throws.
    public func run() async throws {
        var attempt = try await attempt(after: nil)
        while true {
            switch attempt.result {
            case .success(let server):
                attempt = try await serve(server, builtFrom: attempt.files)
            case .failure(let failure):
                report(.failed(failure.diagnostics, isServing: false))
                attempt = try await self.attempt(after: attempt.files)
            }
        }
    }

    /// A build that has ended, and the files as they were before it.
    private struct Attempt {
        let files: FileSnapshot
        let result: Result<BuiltServer, Failure>
    }

    /// Why there is no server.
    private struct Failure: Error {
        let diagnostics: [Diagnostic]

        init(_ error: any Error) {
            diagnostics = (error as? any DiagnosticError)?.diagnostics ?? [Diagnostic("\(error)")]
        }
    }

    /// What can happen while a server runs.
    private enum Outcome {
        case ended(ServerExit)
        case notStarted(Failure)
        case attempted(Attempt)
    }

    /// Runs `server` until a build has made another one, which is returned; the old one has ended then.
    private func serve(_ server: BuiltServer, builtFrom files: FileSnapshot) async throws -> Attempt {
        report(.starting(server.launch))
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            group.addTask { try await end(of: server.launch) }
            group.addTask { .attempted(try await attempt(after: files)) }
            var isServing = true
            while true {
                guard let outcome = try await group.next() else { preconditionFailure("an attempt goes on always") }
                try Task.checkCancellation()
                switch outcome {
                case .ended(let exit):
                    isServing = false
                    report(.ended(exit))
                case .notStarted(let failure):
                    isServing = false
                    report(.failed(failure.diagnostics, isServing: false))
                case .attempted(let attempt):
                    switch attempt.result {
                    case .failure(let failure): report(.failed(failure.diagnostics, isServing: isServing))
                    case .success(server) where isServing: report(.unchanged(server.launch))
                    case .success:
                        guard isServing else { return attempt }
                        report(.stopping(server.launch))
                        group.cancelAll()
                        return attempt  // when the old one has ended, however it does: the group waits for that
                    }
                    group.addTask { .attempted(try await self.attempt(after: attempt.files)) }
                }
            }
        }
    }

    private func end(of launch: ServerLaunch) async throws -> Outcome {
        do {
            let server = LocalServer(launch, grace: grace, killSwitch: killSwitch)
            return .ended(try await server.run { report(.readiness($0, launch)) })
        } catch let error as LocalRunError {
            return .notStarted(Failure(error))
        }
    }

    /// Builds, at once or when the files have changed since `earlier`.
    private func attempt(after earlier: FileSnapshot?) async throws -> Attempt {
        let files = if let earlier { try await change(since: earlier) } else { try snapshot() }
        do {
            return Attempt(files: files, result: .success(try BuiltServer(try await build())))
        } catch {
            try Task.checkCancellation()
            return Attempt(files: files, result: .failure(Failure(error)))
        }
    }

    /// Waits until the files differ from `earlier`, and then until they stay as they are.
    private func change(since earlier: FileSnapshot) async throws -> FileSnapshot {
        while true {
            try await Task.sleep(for: interval)
            var files = try snapshot()
            guard files != earlier else { continue }
            for _ in 0..<Self.settleCountMax {
                try await Task.sleep(for: settle)
                let later = try snapshot()
                if later == files { break }
                files = later
            }
            guard files != earlier else { continue }  // what came is gone again
            report(.changed(files.changes(since: earlier, limit: Self.changedPathCountMax)))
            return files
        }
    }
}
