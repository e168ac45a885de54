import Subprocess
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A model server that is run to answer one request, in a process group of its own.
///
/// It stands in `/`, as in the image, so that a model which looks for a file beside itself fails here as well.
struct ModelProcess: Sendable {
    /// The longest answer, in bytes; it holds 48 MB of outputs.
    static let answerBytesMax = 64 << 20
    /// How much is kept of what the model writes to standard error: the end of it, which tells of a crash.
    static let messageBytesMax = 16 << 10

    let executable: FilePath
    /// The whole environment of the process.
    let variables: [String: String]
    /// How long the group may take after each signal before the next, when it is ended early.
    var patience: Duration = .seconds(1)

    /// How a process ended and what it wrote.
    struct Output: Sendable {
        let status: TerminationStatus
        let answer: [UInt8]
        /// The end of what it wrote to standard error, without a newline at its end.
        let messages: String
    }

    /// Runs the process with `request` as its standard input.
    ///
    /// Cancelling the task, and the end of the time, end the whole group.
    /// - Throws: ``SampleError``; `CancellationError`.
    func run(_ request: [UInt8], limit: Duration) async throws -> Output {
        try await withThrowingTaskGroup(of: Output.self) { group in
            group.addTask { try await output(of: request) }
            group.addTask {
                try await Task.sleep(for: limit)
                throw SampleError.timedOut(after: limit)
            }
            defer { group.cancelAll() }
            guard let output = try await group.next() else { preconditionFailure("the group has two tasks") }
            return output
        }
    }

    private func output(of request: [UInt8]) async throws -> Output {
        let input: FileDescriptor
        do {
            input = try RequestFile.open(holding: request)
        } catch {
            throw SampleError.notStarted(executable, reason: "no temporary file for its input: \(error)")
        }
        var processGroup: pid_t?
        do {
            let result = try await Subprocess.run(
                configuration, input: .fileDescriptor(input, closeAfterSpawningProcess: true),
                output: .bytes(limit: Self.answerBytesMax), error: .sequence
            ) { execution in
                processGroup = execution.processIdentifier.value
                return try await Self.end(of: execution.standardError)
            }
            try Task.checkCancellation()
            return Output(
                status: result.terminationStatus, answer: result.standardOutput, messages: result.closureResult)
        } catch {
            if let processGroup { _ = kill(-processGroup, SIGKILL) }  // fails when nothing is left, which is usual
            // A cancelled run fails in one of several ways; all of them are the cancellation.
            if Task.isCancelled { throw CancellationError() }
            guard let error = error as? SubprocessError else { throw error }
            if error.code == .outputLimitExceeded { throw SampleError.answerTooLarge(limit: Self.answerBytesMax) }
            throw SampleError.notStarted(executable, reason: "\(error)")
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
            executable: .path(executable), arguments: ["--predict"],
            environment: .custom(Dictionary(environment) { first, _ in first }), workingDirectory: "/",
            platformOptions: options)
    }

    /// The last bytes of a stream, as text; all of it is read, so that its writer never waits.
    private static func end(of stream: SubprocessOutputSequence) async throws -> String {
        var kept: [UInt8] = []
        for try await buffer in stream {
            buffer.withUnsafeBytes { kept += $0 }
            kept.removeFirst(max(0, kept.count - messageBytesMax))
        }
        while kept.last == UInt8(ascii: "\n") { kept.removeLast() }
        return String(decoding: kept, as: UTF8.self)
    }
}
