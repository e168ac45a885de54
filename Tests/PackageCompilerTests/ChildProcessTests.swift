import ProjectConfig
import SystemPackage
import TestSupport
import Testing

@testable import PackageCompiler

@Suite struct ChildProcessTests {
    private func process(_ script: String, patience: Duration = .seconds(5)) -> ChildProcess {
        ChildProcess(
            executable: "/bin/sh", arguments: ["-c", script], variables: ["PATH": "/usr/bin:/bin", "MARK": "set"],
            patience: patience)
    }

    /// Runs `script`, which prints the numbers of its processes in one line, cancels it then, and returns the numbers.
    private func cancelling(_ script: String, patience: Duration) async throws -> [Int] {
        let (lines, line) = AsyncStream.makeStream(of: String.self)
        let process = process(script, patience: patience)
        let task = Task { try await process.run { line.yield($0) } }
        var numbers: [Int] = []
        for await text in lines {
            numbers = text.split(separator: " ").compactMap { Int($0) }
            break
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        return numbers
    }

    /// Waits until the process is gone, and returns whether it went. A signal takes effect a moment after it is sent, and
    /// an orphan stays a zombie until its new parent looks.
    private func isGone(_ number: Int) async -> Bool {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            guard let stat = try? FilePath("/proc/\(number)/stat").contents(),
                !String(decoding: stat, as: UTF8.self).contains(") Z ")
            else { return true }
            await Task.yield()
        }
        return false
    }

    @Test func `a command that is not there is told`() async {
        let process = ChildProcess(executable: "/nowhere/swift", arguments: [], variables: [:])
        await #expect(throws: ProcessError.self) { try await process.output(limit: 10) }
    }

    @Test func `output beyond the limit is an error`() async {
        await #expect(throws: ProcessError.self) { try await process("echo 12345678901").output(limit: 10) }
    }

    @Test func `a cancelled command ends with its children`() async throws {
        let numbers = try await cancelling("sleep 1000 & echo $$ $!; wait", patience: .seconds(5))
        #expect(numbers.count == 2)
        for number in numbers { #expect(await isGone(number)) }
    }

    @Test func `a cancelled command that ignores signals is killed with its children`() async throws {
        let script = "trap '' INT TERM; sleep 1000 & echo $$ $!; wait; wait; wait"
        let numbers = try await cancelling(script, patience: .milliseconds(20))
        #expect(numbers.count == 2)
        for number in numbers { #expect(await isGone(number)) }
    }

    @Test func `a task that is cancelled already runs nothing to its end`() async throws {
        let process = process("sleep 1000", patience: .milliseconds(20))
        let task = Task { try await process.output(limit: 10) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `both streams arrive line by line, and the outcome is told`() async throws {
        var lines: [String] = []
        let succeeded = try await process("echo one; echo two >&2; printf 'three\u{2028}four'; exit 3").run {
            lines.append($0)
        }
        #expect(lines == ["one", "two", "three\u{2028}four"])
        #expect(!succeeded)
    }

    @Test func `a command has the given environment, and its input is at its end`() async throws {
        let output = try await process("cat; echo $MARK$HOME; echo problem >&2").output(limit: 100)
        #expect(output.succeeded)
        #expect(output.standardOutput == Array("set\n".utf8))
        #expect(output.standardError == "problem\n")
    }

    @Test func `a command does not print its environment`() {
        let process = ChildProcess(executable: "/bin/a", arguments: ["b"], variables: ["TOKEN": "secret"])
        #expect("\(process)" == "/bin/a b")
    }
}
