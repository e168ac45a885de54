import Subprocess
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One run of a helper's program, in a process group of its own, which ends whole when the time is over.
///
/// What the program is told stands on its standard input alone: arguments and environment can be read by others.
struct HelperProcess: Sendable {
    let executable: FilePath
    let verb: String
    /// The whole environment of the program.
    let variables: [String: String]
    /// How long the program may take.
    let timeLimit: Duration
    /// How long a program whose time is over may take to put its store in order before it is killed.
    var patience: Duration = .seconds(1)

    /// More than a helper answers: the largest tokens of clouds have some kilobytes.
    private static let outputMax = 64 << 10

    /// What the program wrote to its standard output. Its standard error is not read.
    struct Answer: Sendable {
        let succeeded: Bool
        let output: [UInt8]

        /// Whether a failure is that there is no such credential. Helpers say so in words, the same ones since the first.
        var saysNotFound: Bool {
            String(decoding: output, as: UTF8.self).lowercased().contains("credentials not found")
        }
    }

    /// Why there is no answer.
    enum Failure: Error, Equatable {
        case timedOut
        case tooMuchOutput
        case cannotRun(reason: String)
    }

    /// Runs the program with `input` and returns its answer.
    /// - Throws: ``Failure``; `CancellationError`.
    func answer(to input: String) async throws -> Answer {
        try await withThrowingTaskGroup(of: Answer?.self) { group in
            group.addTask { try await run(input) }
            group.addTask {
                try await Task.sleep(for: timeLimit)
                return nil
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() ?? nil else { throw Failure.timedOut }
            return answer
        }
    }

    private func run(_ input: String) async throws -> Answer {
        var group: pid_t?
        do {
            let pipe = try FilledPipe(input)
            let result = try await Subprocess.run(
                configuration, input: .fileDescriptor(pipe.end, closeAfterSpawningProcess: true),
                output: .bytes(limit: Self.outputMax), error: .discarded
            ) { execution in
                group = execution.processIdentifier.value
            }
            try Task.checkCancellation()  // a run that was cut short may end well
            return Answer(succeeded: result.terminationStatus.isSuccess, output: result.standardOutput)
        } catch {
            if let group { _ = kill(-group, SIGKILL) }  // fails when nothing is left, which is usual
            if Task.isCancelled { throw CancellationError() }
            switch error {
            case let error as SubprocessError where error.code == .outputLimitExceeded: throw Failure.tooMuchOutput
            default: throw Failure.cannotRun(reason: "\(error)")
            }
        }
    }

    private var configuration: Configuration {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: patience)
        ]
        let environment = variables.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }
        return Configuration(
            executable: .path(executable), arguments: [verb],
            environment: .custom(Dictionary(environment) { first, _ in first }), platformOptions: options)
    }
}
