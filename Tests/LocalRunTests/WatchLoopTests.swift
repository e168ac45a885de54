import BuildReport
import FileSnapshot
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import LocalRun

@Suite(.timeLimit(.minutes(1))) struct WatchLoopTests {
    private let source = Workshop.server("one")

    @Test func `a first build that fails is told, and the next is made after a change`() async throws {
        try await withWatch("broken") { workshop, watch in
            #expect(await watch.next() == .failed(Workshop.BrokenSource().diagnostics, isServing: false))
            try workshop.write(source)
            #expect(await watch.next() == .changed([workshop.sources.appending("source")]))
            #expect(await watch.nextName() == "starting")
            #expect(await workshop.logs("one up"))
        }
    }

    @Test func `any error of a build is told, and the watch goes on`() async throws {
        struct Odd: Error {}
        try await withWatch(source, build: { _ in throw Odd() }) { workshop, watch in
            #expect(await watch.next() == .failed([Diagnostic("Odd()")], isServing: false))
            try workshop.write("other")
            #expect(await watch.nextNames(2) == ["changed", "failed"])
        }
    }

    @Test func `a program that cannot be started is told, and the next is started after a change`() async throws {
        try await withWatch(
            source,
            build: { workshop in
                var launch = try workshop.build()
                if launch.arguments.last == "text" { launch.executable = workshop.sources.appending("source") }
                return launch
            }
        ) { workshop, watch in
            #expect(await watch.nextName() == "starting")
            #expect(await workshop.logs("one up"))
            try workshop.write("text")
            #expect(await watch.nextNames(4) == ["changed", "stopping", "starting", "failed"])
            try workshop.write(Workshop.server("two"))
            #expect(await watch.nextNames(2) == ["changed", "starting"])
            #expect(await workshop.logs("one up", "one down", "two up"))
        }
    }

    @Test func `a build that fails leaves the server that runs`() async throws {
        try await withWatch(source) { workshop, watch in
            #expect(await watch.nextName() == "starting")
            #expect(await workshop.logs("one up"))
            try workshop.write("broken")
            #expect(await watch.nextNames(2) == ["changed", "failed, serving"])
            try workshop.write(source)
            #expect(await watch.nextNames(2) == ["changed", "unchanged"])
            #expect(lines(of: workshop.log) == ["one up"])
        }
    }

    @Test func `the old server has ended when the new one starts`() async throws {
        try await withWatch(source) { workshop, watch in
            #expect(await watch.nextName() == "starting")
            #expect(await workshop.logs("one up"))
            try workshop.write(Workshop.server("two"))
            #expect(await watch.nextNames(3) == ["changed", "stopping", "starting"])
            #expect(await workshop.logs("one up", "one down", "two up"))
        }
    }

    @Test func `the old server runs while the new one is built`() async throws {
        let (built, goOn) = AsyncStream.makeStream(of: Void.self)
        let gate = Gate(built)
        try await withWatch(
            source,
            build: { workshop in
                let launch = try workshop.build()
                if launch.arguments.last?.contains("two") == true { await gate.wait() }
                return launch
            }
        ) { workshop, watch in
            #expect(await watch.nextName() == "starting")
            #expect(await workshop.logs("one up"))
            try workshop.write(Workshop.server("two"))
            #expect(await watch.nextName() == "changed")
            #expect(lines(of: workshop.log) == ["one up"])
            goOn.finish()
            #expect(await watch.nextNames(2) == ["stopping", "starting"])
            #expect(await workshop.logs("one up", "one down", "two up"))
        }
    }

    @Test func `another program at the same path is started, and the same one is not`() async throws {
        try await withWatch(
            "/bin/sh",
            build: { workshop in
                let text = String(decoding: try workshop.sources.appending("source").contents(), as: UTF8.self)
                let path = workshop.folder.appending("server")
                try link(path, to: text == "/bin/sh again" ? "/bin/sh" : text)
                return ServerLaunch(
                    announcement: "", executable: path, arguments: ["-c", Workshop.server("one")],
                    variables: ["PATH": "/usr/bin:/bin", "LOG": workshop.log.string])
            }
        ) { workshop, watch in
            #expect(await watch.nextName() == "starting")
            #expect(await workshop.logs("one up"))
            try workshop.write("/bin/sh again")
            #expect(await watch.nextNames(2) == ["changed", "unchanged"])
            try workshop.write("/bin/bash")
            #expect(await watch.nextNames(3) == ["changed", "stopping", "starting"])
            #expect(await workshop.logs("one up", "one down", "one up"))
        }
    }

    @Test func `the same program with other data is started anew`() async throws {
        try await withWatch(
            source,
            build: { workshop in
                var launch = try workshop.build()
                launch.data = try workshop.snapshot()
                return launch
            }
        ) { workshop, watch in
            #expect(await watch.nextName() == "starting")
            #expect(await workshop.logs("one up"))
            try workshop.write(source)
            #expect(await watch.nextNames(3) == ["changed", "stopping", "starting"])
            #expect(await workshop.logs("one up", "one down", "one up"))
        }
    }

    @Test func `what changes during a build is built afterwards`() async throws {
        let later = Workshop.server("two")
        try await withWatch(
            source,
            build: { workshop in
                let launch = try workshop.build()
                if launch.arguments.last != later { try workshop.write(later) }
                return launch
            }
        ) { workshop, watch in
            #expect(await watch.nextNames(4) == ["starting", "changed", "stopping", "starting"])
            #expect(await eventually { lines(of: workshop.log).last == "two up" })
        }
    }

    @Test func `a server that ends by itself is started again after a change, and not before`() async throws {
        try await withWatch("exit 3") { workshop, watch in
            #expect(await watch.nextNames(2) == ["starting", "ended with code 3"])
            try workshop.write("broken")
            #expect(await watch.nextNames(2) == ["changed", "failed"])
            try workshop.write("exit 3")
            #expect(await watch.nextNames(3) == ["changed", "starting", "ended with code 3"])
        }
    }

    @Test func `a cancelled watch lets its server finish`() async throws {
        try await withWatch(source) { workshop, watch in
            #expect(await workshop.logs("one up"))
            watch.task.cancel()
            await #expect(throws: CancellationError.self) { try await watch.task.value }
            #expect(lines(of: workshop.log) == ["one up", "one down"])
            #expect(await watch.nextNames(2) == ["starting"])
        }
    }

    @Test func `a watch that is cancelled during a build ends`() async throws {
        let (builds, building) = AsyncStream.makeStream(of: Void.self)
        try await withWatch(
            source,
            build: { workshop in
                building.yield()
                try await Task.sleep(for: .seconds(1000))
                return try workshop.build()
            }
        ) { _, watch in
            for await _ in builds { break }
            watch.task.cancel()
            await #expect(throws: CancellationError.self) { try await watch.task.value }
            #expect(await watch.next() == nil)
        }
    }

    @Test func `a snapshot that cannot be taken ends the watch, and its server`() async throws {
        let refused: FilePath = "/refused"
        let fails = Mutex(false)
        try await withWatch(
            source,
            snapshot: { workshop in
                if fails.withLock({ $0 }) { throw FileSnapshotError.unreadable(refused, .permissionDenied) }
                return try workshop.snapshot()
            }
        ) { workshop, watch in
            #expect(await workshop.logs("one up"))
            fails.withLock { $0 = true }
            await #expect(throws: FileSnapshotError.unreadable(refused, .permissionDenied)) {
                try await watch.task.value
            }
            #expect(lines(of: workshop.log) == ["one up", "one down"])
        }
    }

    @Test func `files that are still being written are waited for`() async throws {
        // The build is made when two snapshots were equal: when the sixth has written what the source is to be.
        let texts = Mutex<[String]>([])
        try await withWatch(
            source,
            snapshot: { workshop in
                if let text = texts.withLock({ $0.popLast() }) { try workshop.write(text) }
                return try workshop.snapshot()
            }
        ) { workshop, watch in
            #expect(await workshop.logs("one up"))
            texts.withLock { $0 = [Workshop.server("two"), "broken", "broken", "broken", "broken", "broken"] }
            #expect(await watch.nextNames(4) == ["starting", "changed", "stopping", "starting"])
            #expect(await workshop.logs("one up", "one down", "two up"))
        }
    }

    @Test func `files that are written all the time are built all the same`() async throws {
        let count = Mutex(0)
        try await withWatch(
            "broken",
            snapshot: { workshop in
                count.withLock { $0 += 1 }
                try workshop.write("broken")
                return try workshop.snapshot()
            }
        ) { _, watch in
            #expect(await watch.nextNames(3) == ["failed", "changed", "failed"])
            #expect(count.withLock { $0 } >= WatchLoop.settleCountMax)
        }
    }

    @Test func `an open port is told`() async throws {
        try await withListener { port in
            try await withWatch(
                source,
                build: { workshop in
                    var launch = try workshop.build()
                    launch.port = port
                    return launch
                }
            ) { workshop, watch in
                #expect(await watch.nextNames(2) == ["starting", "readiness"])
            }
        }
    }
}

/// Something that a build waits for.
private actor Gate {
    private let opened: AsyncStream<Void>

    init(_ opened: AsyncStream<Void>) {
        self.opened = opened
    }

    /// Waits until the stream has ended.
    func wait() async {
        for await _ in opened {}
    }
}
