import SystemPackage
import Synchronization
import TestSupport
import Testing

@testable import LocalRun

@Suite(.timeLimit(.minutes(1))) struct LocalServerTests {
    /// A server that is a script of the shell; `$LOG` is the file `log`.
    private func launch(_ script: String, log: FilePath = "/dev/null", port: Int? = nil) -> ServerLaunch {
        ServerLaunch(
            announcement: "up", executable: "/bin/sh", arguments: ["-c", script, "sh", "one", "two words"],
            variables: ["PATH": "/usr/bin:/bin", "LOG": log.string], port: port)
    }

    /// Starts `script`, cancels it when it has written two lines to its log, and returns how it ended and the lines.
    private func cancelling(
        _ script: String, grace: Duration, killSwitch: KillSwitch = KillSwitch(),
        afterwards: () -> Void = {}
    ) async throws -> (exit: ServerExit, lines: [String]) {
        try await withTemporaryDirectory { folder in
            let log = folder.appending("log")
            let server = LocalServer(launch(script, log: log), grace: grace, killSwitch: killSwitch)
            let task = Task { try await server.run() }
            #expect(await eventually { lines(of: log).count == 2 })
            task.cancel()
            afterwards()
            return (try await task.value, lines(of: log))
        }
    }

    @Test func `a program that is not there is told`() async throws {
        let launch = ServerLaunch(announcement: "", executable: "/nowhere/server")
        let error = await #expect(throws: LocalRunError.self) { try await LocalServer(launch).run() }
        #expect(error?.diagnostics.first?.location == "/nowhere/server")
    }

    @Test func `a server that is cancelled before it starts does not start`() async throws {
        try await withTemporaryDirectory { folder in
            let log = folder.appending("log")
            let server = LocalServer(launch("echo started >$LOG", log: log))
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return try await server.run()
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(lines(of: log) == [])
        }
    }

    @Test func `a server that ignores the wish to stop is killed with its children`() async throws {
        let script = "trap '' TERM; sleep 1000 & echo $$ >>$LOG; echo $! >>$LOG; while :; do wait; done"
        let (exit, lines) = try await cancelling(script, grace: .milliseconds(20))
        #expect(exit == .signal(9))
        for process in lines.compactMap(Int.init) { #expect(await isGone(process)) }
    }

    @Test func `a pulled switch ends the wait for a server that drains`() async throws {
        let killSwitch = KillSwitch()
        let script = "trap '' TERM; echo $$ >>$LOG; echo up >>$LOG; while :; do sleep 1000; done"
        let (exit, _) = try await cancelling(script, grace: .seconds(1000), killSwitch: killSwitch) {
            killSwitch.pull()
        }
        #expect(exit == .signal(9))
        // Nor does a server live that is started afterwards.
        let late = LocalServer(launch("exec sleep 1000"), grace: .seconds(1000), killSwitch: killSwitch)
        #expect(try await late.run() == .signal(9))
    }

    @Test func `what a server leaves behind is killed when it has ended`() async throws {
        try await withTemporaryDirectory { folder in
            let log = folder.appending("log")
            let exit = try await LocalServer(launch("sleep 1000 & echo $! >$LOG", log: log)).run()
            #expect(exit == .code(0))
            let process = try #require(lines(of: log).first.flatMap { Int($0) })
            #expect(await isGone(process))
        }
    }

    @Test func `a server that is stopped may finish, and its code is told`() async throws {
        let script = """
            trap 'echo drained >>$LOG; exit 7' TERM; echo $$ >>$LOG; echo up >>$LOG
            while :; do sleep 1000 & wait; done
            """
        let (exit, lines) = try await cancelling(script, grace: .seconds(1000))
        #expect(exit == .code(7))
        #expect(lines.last == "drained")
    }

    @Test(arguments: [
        ("exit 0", ServerExit.code(0), 0, "ended with code 0"),
        ("exit 255", .code(255), 255, "ended with code 255"),
        ("kill -KILL $$", .signal(9), 137, "was ended by signal 9 (Killed)"),
    ])
    func `a server that ends by itself tells how`(
        script: String, exit: ServerExit, code: Int32, words: String
    ) async throws {
        #expect(try await LocalServer(launch(script)).run() == exit)
        #expect(exit.exitCode == code)
        #expect("\(exit)" == words)
    }

    @Test func `a server has its arguments, the given environment, no input and a group of its own`() async throws {
        try await withTemporaryDirectory { folder in
            let log = folder.appending("log")
            let script = #"""
                cat; printf '%s\n' "$@" "$HOME" "$PATH" >$LOG; cut -d ' ' -f 5 /proc/$$/stat >>$LOG; echo $$ >>$LOG
                """#
            let exit = try await LocalServer(launch(script, log: log)).run()
            #expect(exit == .code(0))
            let told = lines(of: log)
            #expect(told.prefix(3) == ["one", "two words", "/usr/bin:/bin"])
            #expect(told.count == 5 && told[3] == told[4])
        }
    }

    @Test func `an open port is told once, while the server runs`() async throws {
        try await withListener { port in
            let (told, telling) = AsyncStream.makeStream(of: LocalServer.Readiness.self)
            let server = LocalServer(launch("exec sleep 1000", port: port))
            let task = Task {
                defer { telling.finish() }
                return try await server.run { telling.yield($0) }
            }
            var readiness: [LocalServer.Readiness] = []
            for await value in told {
                readiness.append(value)
                task.cancel()
            }
            #expect(readiness == [.accepting])
            let exit = try await task.value
            #expect(exit == .signal(15))
        }
    }

    @Test func `a port that stays closed is not told when the server ends`() async throws {
        let told = Mutex(0)
        try await withListener(refusing: true) { port in
            let server = LocalServer(launch("exit 1", port: port))
            let exit = try await server.run { _ in told.withLock { $0 += 1 } }
            #expect(exit == .code(1))
        }
        #expect(told.withLock { $0 } == 0)
    }

    @Test func `a launch does not print its environment`() {
        let launch = ServerLaunch(
            announcement: "up", executable: "/bin/a", arguments: ["b"], variables: ["TOKEN": "secret"])
        #expect("\(launch)" == "/bin/a b")
    }
}
