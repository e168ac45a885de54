import ELFFiles
public import OCISpec
public import SystemPackage

/// A model server that was built: one executable, complete and not touched by later builds of other projects.
public struct CompiledExecutable: Hashable, Sendable {
    /// Where it is; the next build of the same project replaces it.
    public let path: FilePath
    /// The platform that it is for, read from its header.
    public let platform: Platform
    /// Whether it needs shared libraries, and a loader for them, beside it.
    public let linking: Linking
    /// Its size in bytes.
    public let byteCount: Int64
    /// For an executable that carries the tables of ICU: how large they are and which import brought them in.
    public internal(set) var icuNotice: String?

    /// What it says about its model, when it was asked already.
    var info: ModelInfo?
    /// The same with its symbols and its debug information.
    let unstripped: FilePath

    /// The executable at `path`, which is looked at, not run.
    /// - Throws: `ELFError`; ``CompileError/notStatic(_:interpreter:)`` when it is not and was to be `static`;
    ///   ``CompileError/unknownProcessor(_:)``.
    init(at path: FilePath, unstripped: FilePath, linking expected: Linking? = nil) throws {
        let file = try ELFFile(at: path)
        if expected == .static, let interpreter = file.interpreter {
            throw CompileError.notStatic(path, interpreter: interpreter)
        }
        guard let platform = file.machine.platform else { throw CompileError.unknownProcessor(path) }
        self.path = path
        self.unstripped = unstripped
        self.platform = platform
        linking = file.isDynamic ? .shared : .static
        byteCount = Int64(try path.stat().size)
    }

    /// Where the unstripped copy of the executable `path` is kept.
    static func unstripped(of path: FilePath) -> FilePath { FilePath("\(path).unstripped") }

    /// How long the process may take to say what it is; a tenth of a second is usual.
    static let infoLimit: Duration = .seconds(30)

    /// Runs the executable to hear what the model says about itself; the model is not loaded for that.
    ///
    /// It is run without the environment of the tool, so that it says the same on every machine.
    /// - Throws: ``ModelInfoError``; ``ProcessError``; `CancellationError`.
    public func modelInfo() async throws -> ModelInfo {
        if let info { return info }
        return try await Self.modelInfo(of: path, limit: Self.infoLimit)
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

extension CompiledExecutable {
    /// Writes `model-server.debug` into `folder`, which is made when it is missing: the symbols and the debug information
    /// of the author's code, with which `llvm-symbolizer` finds the lines of a backtrace's addresses.
    /// - Throws: ``ToolchainError``, ``CompileError``, ``CacheError``, ``ProcessError``; `CancellationError`.
    public func writeDebugInformation(to folder: FilePath, variables: [String: String]) async throws {
        let toolchain = try await SwiftToolchain.find(in: variables)
        try CacheDirectory.create(folder)
        let file = folder.appending("\(WrapperPackage.product).debug")
        let partial = folder.appending(".\(WrapperPackage.product).debug.part")
        try await ObjectTools(toolchain: toolchain, variables: variables)
            .extractDebugInformation(of: unstripped, to: partial)
        try CacheDirectory.rename(partial, to: file)
    }
}
