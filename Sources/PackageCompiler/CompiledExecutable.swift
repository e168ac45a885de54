public import SystemPackage

/// A model server that was built: one static executable, complete and not touched by later builds of other projects.
public struct CompiledExecutable: Hashable, Sendable {
    /// Where it is; the next build of the same project replaces it.
    public let path: FilePath
    /// The processor that it is for; the operating system is Linux.
    public let architecture: Architecture
    /// Its size in bytes.
    public let byteCount: Int64

    /// The executable at `path`, which is looked at, not run.
    /// - Throws: ``ELFError``; ``CompileError/notStatic(_:interpreter:)``.
    init(at path: FilePath) throws {
        let file = try ELFFile(at: path)
        if let interpreter = file.interpreter { throw CompileError.notStatic(path, interpreter: interpreter) }
        self.path = path
        architecture = file.architecture
        byteCount = Int64(try path.stat().size)
    }

    /// How long the process may take to say what it is; a tenth of a second is usual.
    static let infoLimit: Duration = .seconds(30)

    /// Runs the executable to hear what the model says about itself; the model is not loaded for that.
    ///
    /// It is run without the environment of the tool, so that it says the same on every machine.
    /// - Throws: ``ModelInfoError``; ``ProcessError``; `CancellationError`.
    public func modelInfo() async throws -> ModelInfo {
        try await Self.modelInfo(of: path, limit: Self.infoLimit)
    }

    static func modelInfo(of executable: FilePath, limit: Duration) async throws -> ModelInfo {
        // Without SWIFT_ROOT a static Swift program looks for its own path in /proc, which a sandbox may not have.
        let process = ChildProcess(
            executable: executable, arguments: ["--model-info"], variables: ["SWIFT_ROOT": "/"], patience: .seconds(1))
        let output = try await withThrowingTaskGroup(of: ChildProcess.Output.self) { group in
            group.addTask { try await process.output(limit: 1 << 20) }
            group.addTask {
                try await Task.sleep(for: limit)
                throw ModelInfoError.timedOut(after: limit)
            }
            defer { group.cancelAll() }
            guard let output = try await group.next() else { preconditionFailure("the group has two tasks") }
            return output
        }
        guard output.succeeded else {
            throw ModelInfoError.failed(output: output.standardError.trimmingNewlines)
        }
        return try ModelInfo(json: output.standardOutput)
    }
}
