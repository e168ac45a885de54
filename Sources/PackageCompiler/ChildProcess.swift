import Subprocess
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A command that is run to its end without input, in a process group of its own.
///
/// Cancelling the task ends the whole group: it is interrupted, which lets SwiftPM end its compilers, then asked to
/// terminate; what is left when the command has ended is killed.
struct ChildProcess: Sendable {
    let executable: FilePath
    let arguments: [String]
    /// The whole environment of the command.
    let variables: [String: String]
    /// How long a cancelled group may take after each signal before the next.
    var patience: Duration = .seconds(5)

    /// What a command wrote, and whether it ended well.
    struct Output: Sendable {
        let succeeded: Bool
        let standardOutput: [UInt8]
        let standardError: String
    }

    /// Runs the command and keeps what it writes.
    /// - Throws: ``ProcessError`` when it cannot be started or writes more than `limit` bytes; `CancellationError`.
    func output(limit: Int) async throws -> Output {
        try await endingGroup { group in
            let result = try await Subprocess.run(
                configuration, input: .none, output: .bytes(limit: limit), error: .string(limit: limit)
            ) { execution in
                group = execution.processIdentifier.value
            }
            return Output(
                succeeded: result.terminationStatus.isSuccess, standardOutput: result.standardOutput,
                standardError: result.standardError)
        }
    }

    /// Runs the command and hands each line that it writes, to either stream, to `line`; returns whether it ended well.
    /// - Throws: ``ProcessError`` when it cannot be started; `CancellationError`.
    func run(line: (String) -> Void) async throws -> Bool {
        try await endingGroup { group in
            let result = try await Subprocess.run(
                configuration, input: .none, output: .sequence, error: .combinedWithOutput
            ) { execution in
                group = execution.processIdentifier.value
                for try await text in execution.standardOutput.strings(separatedBy: .lineFeeds) { line(text) }
            }
            return result.terminationStatus.isSuccess
        }
    }

    private var configuration: Configuration {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .interrupt, toProcessGroup: true, allowedDurationToNextStep: patience),
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: patience),
        ]
        let environment = variables.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }
        return Configuration(
            executable: .path(executable), arguments: Arguments(arguments),
            environment: .custom(Dictionary(environment) { first, _ in first }), platformOptions: options)
    }

    /// A cancelled run fails in one of several ways, and may even end well; all of them are told as the cancellation.
    /// - Parameter body: sets its argument to the number of the process group, once there is one.
    private func endingGroup<Result>(_ body: (inout pid_t?) async throws -> Result) async throws -> Result {
        var group: pid_t?
        do {
            let result = try await body(&group)
            try Task.checkCancellation()
            return result
        } catch {
            if Task.isCancelled {
                if let group { _ = kill(-group, SIGKILL) }  // fails when nothing is left, which is usual
                throw CancellationError()
            }
            guard let error = error as? SubprocessError else { throw error }
            throw ProcessError.failed(executable, reason: "\(error)")
        }
    }
}

extension ChildProcess: CustomStringConvertible {
    /// The command line. The environment, which may hold secrets, is left out.
    var description: String { ([executable.string] + arguments).joined(separator: " ") }
}

extension SubprocessOutputSequence.StringSequence.Separator where Encoding == UTF8 {
    /// Line feeds alone: a compiler quotes source text, which may hold other line breaks.
    fileprivate static var lineFeeds: Self { .unicodeScalarSequence(CollectionOfOne("\n" as Unicode.Scalar)) }
}
