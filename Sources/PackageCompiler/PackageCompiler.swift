public import BuildReport
public import ProjectConfig
public import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Builds the model of a Swift package into a server.
///
/// Making one reads the package and finds the model, which takes about a second; everything that can be wrong with
/// them is known then. ``compile()`` takes minutes the first time on a machine, and seconds afterwards.
public struct PackageCompiler: Sendable {
    /// The toolchain that is used.
    public let toolchain: SwiftToolchain
    /// The name of the package's target that holds the model.
    public let target: String
    /// The name of the model's type.
    public let modelType: String

    private let wrapper: WrapperPackage
    private let cache: FilePath
    private let variables: [String: String]
    private let reporter: any BuildReporter

    /// Finds the toolchain and the model of `project`.
    /// - Parameters:
    ///   - cache: the folder for what is kept between builds, an absolute path; see ``CacheDirectory``.
    ///   - variables: the environment of the tool, with which the compiler is run as well.
    ///   - reporter: hears of the steps `inspect` and `compile`.
    /// - Throws: ``ToolchainError``, ``PackageError``, ``ModelTargetError``, ``ModelTypeError``, ``CacheError``,
    ///   ``ProcessError``; `CancellationError`.
    public init(
        project: Project, cache: FilePath, variables: [String: String], reporter: any BuildReporter
    ) async throws {
        self.cache = cache
        self.variables = variables
        self.reporter = reporter
        (toolchain, wrapper) = try await reporter.step(
            .inspect, "reading \(project.packageRoot.lastComponent?.string ?? "the package")",
            summarize: { toolchain, wrapper in
                "\(wrapper.modelType) in target \(wrapper.model.target.name), Swift \(toolchain.version)"
            }
        ) {
            let toolchain = try await SwiftToolchain.find(in: variables)
            let manifest = try await PackageManifest.load(
                from: project.packageRoot, with: toolchain, scratch: cache.appending("manifests"), variables: variables)
            let model = try ModelTarget.select(project.target, in: manifest)
            let type = try Self.modelType(project.modelType, in: model.target, of: manifest)
            let wrapper = WrapperPackage(
                root: project.packageRoot, model: model, modelType: type, interface: project.interface)
            return (toolchain, wrapper)
        }
        target = wrapper.model.target.name
        modelType = wrapper.modelType
    }

    private static func modelType(
        _ name: String?, in target: PackageTarget, of manifest: PackageManifest
    ) throws -> String {
        guard let name else {
            let files = try ModelSources(of: target, in: manifest.root).files()
            return try ModelTypeScanner.model(in: files, target: target.name).name
        }
        // It becomes a part of the program that is written around the model.
        let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || "_.<>, ".contains($0) }
        guard isPlain, name.first?.isLetter == true || name.first == "_" else {
            throw ModelTypeError.malformedName(name)
        }
        return name
    }

    /// Builds the server in release mode as one static executable.
    ///
    /// The compiled code of the server is shared by all projects of one toolchain and interface, so builds of these wait
    /// for each other; the reporter hears of it. Cancelling ends the compilers.
    /// - Throws: ``CompileError``, ``CacheError``, ``ELFError``, ``ProcessError``; `CancellationError`.
    public func compile() async throws -> CompiledExecutable {
        try await reporter.step(
            .compile, "compiling \(target) for \(wrapper.interface.rawValue)",
            summarize: { "\(ByteCount($0.byteCount)), linux/\($0.architecture.rawValue)" }
        ) {
            let builds = cache.appending("builds")
            try CacheDirectory.create(builds)
            let name = "\(toolchain.name)-\(wrapper.interface.rawValue)"
            return try await BuildLock.with(
                builds.appending("\(name).lock"), onWait: { reporter.report(.note("waiting for another build to end")) }
            ) {
                try await build(scratch: builds.appending(name))
            }
        }
    }

    /// The executable is copied out of the shared folder before somebody else may build there.
    private func build(scratch: FilePath) async throws -> CompiledExecutable {
        let package = cache.appending("wrappers").appending(wrapper.folderName)
        try wrapper.write(to: package)
        try await runBuild(of: package, scratch: scratch)
        let built = scratch.appending("release").appending(WrapperPackage.product)
        guard FileManager.default.fileExists(atPath: built.string) else { throw CompileError.noExecutable(built) }
        let kept = package.appending(WrapperPackage.product)
        try CacheDirectory.copy(built, to: kept)
        return try CompiledExecutable(at: kept)
    }

    private func runBuild(of package: FilePath, scratch: FilePath) async throws {
        let process = ChildProcess(
            executable: toolchain.executable,
            arguments: [
                "build", "--configuration", "release", "--product", WrapperPackage.product,
                "--package-path", package.string, "--scratch-path", scratch.string,
                // C code of other packages names its own files in messages; where they lie is nobody's business, and
                // would make the executable differ from machine to machine.
                "-Xcc", "-ffile-prefix-map=\(scratch)=/build",
            ], variables: variables)
        var messages = CompilerMessages()
        let succeeded = try await process.run { line in
            switch BuildLine(line) {
            case .progress(let done, let total, let what):
                reporter.report(.advanced(.compile, done: done, total: total, detail: what))
            case .download(let what): reporter.report(.note(what))
            case .chatter: break
            case .message(let text): messages.append(text)
            }
        }
        guard !succeeded else { return }
        if let free = DiskSpace.freeBytes(at: cache), free < DiskSpace.fewBytes {
            throw CompileError.diskFull(cache, freeBytes: free)
        }
        throw CompileError.failed(output: messages.errors)
    }
}

extension PackageCompiler: CustomStringConvertible {
    /// The model and its target. The environment, which may hold secrets, is left out.
    public var description: String { "\(modelType) of target \(target), with \(toolchain.name)" }
}
