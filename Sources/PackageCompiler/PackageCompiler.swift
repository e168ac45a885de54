public import BuildReport
import ELFFiles
public import ProjectConfig
public import RuntimeStore
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
    /// What is compiled for; nil for this machine.
    public let sdk: SwiftSDKTarget?

    private let project: Project
    private let modules: [ICUNotice.Module]
    private let wrapper: WrapperPackage
    private let cache: FilePath
    private let variables: [String: String]
    private let reporter: any BuildReporter

    /// Finds the toolchain and the model of `project`.
    /// - Parameters:
    ///   - sdk: what to compile for, and with; nil for this machine.
    ///   - cache: the folder for what is kept between builds, an absolute path; see ``CacheDirectory``.
    ///   - variables: the environment of the tool, with which the compiler is run as well.
    ///   - reporter: hears of the steps `inspect` and `compile`.
    /// - Throws: ``ToolchainError``, ``PackageError``, ``ModelTargetError``, ``ModelTypeError``, ``CacheError``,
    ///   ``ProcessError``; `CancellationError`.
    public init(
        project: Project, sdk: SwiftSDKTarget? = nil, cache: FilePath, variables: [String: String],
        reporter: any BuildReporter
    ) async throws {
        self.project = project
        self.sdk = sdk
        self.cache = cache
        self.variables = variables
        self.reporter = reporter
        (toolchain, wrapper, modules) = try await reporter.step(
            .inspect, "reading \(project.packageRoot.lastComponent?.string ?? "the package")",
            summarize: { toolchain, wrapper, _ in
                "\(wrapper.modelType) in target \(wrapper.model.target.name), Swift \(toolchain.version)"
            }
        ) {
            // Two processes that do not need each other; what is wrong with the toolchain is told first.
            let swift = try SwiftToolchain.locate(in: variables)
            async let found = SwiftToolchain.find(in: variables)
            async let loaded = PackageManifest.load(
                from: project.packageRoot, with: swift, scratch: cache.appending("manifests"), variables: variables)
            let toolchain = try await found
            let manifest = try await loaded
            let model = try ModelTarget.select(project.target, in: manifest)
            let type = try Self.modelType(project.modelType, in: model.target, of: manifest)
            let wrapper = WrapperPackage(
                root: project.packageRoot, model: model, modelType: type, variant: project.variant,
                authorModules: manifest.targets.filter(\.isLibrary).map(\.moduleName),
                localPackages: manifest.localPackages, systemLibraries: manifest.systemLibraries,
                isSelfContained: manifest.isSelfContained, sdk: sdk)
            return (toolchain, wrapper, ICUNotice.Module.all(of: manifest))
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

    /// Builds the server in release mode as one executable, which is static unless a C library forbids it or the
    /// project says otherwise; the reporter hears of a library that forbids it.
    ///
    /// The model is compiled and linked with a runtime, which is compiled before when there is none for this toolchain,
    /// interface and version of Chassis. Builds of one project wait for each other; the reporter hears of it. Cancelling
    /// ends the compilers.
    ///
    /// With a Swift SDK model and server are compiled together, and the executable is static.
    /// - Throws: ``CompileError``, ``CacheError``, ``ToolchainError``, `ELFError`, ``ProcessError``, `RuntimeError`,
    ///   ``SwiftSDKError``; `CancellationError`.
    public func compile() async throws -> CompiledExecutable {
        try await compile { try await $0.modelInfo() }
    }

    /// As ``compile()``, with `ask` to hear from the executable what its model is.
    func compile(asking ask: (CompiledExecutable) async throws -> ModelInfo) async throws -> CompiledExecutable {
        let folder = cache.appending("wrappers").appending(wrapper.folderName)
        try CacheDirectory.create(folder)
        return try await lock(folder.appending("lock")) {
            BuildRecord.remove(project, sdk: sdk, cache: cache)
            let chassis = try await chassisSources(for: folder)
            let inputs = try inputs(chassis: chassis, in: folder)
            var executable = try await compile(with: chassis, in: folder)
            executable.info = try await ask(executable)
            if wrapper.isSelfContained, try self.inputs(chassis: chassis, in: folder) == inputs {
                try BuildRecord(inputs, executable, summary: "\(modelType) in target \(target)", variables: variables)
                    .write(of: project, sdk: sdk, cache: cache)
            }
            return executable
        }
    }

    /// Builds the server of `project`, or finds that the one of the last build is what a build would give.
    /// - Parameters:
    ///   - sdk: what to compile for, and with; nil for this machine.
    ///   - info: what the model says of itself, for an executable that this machine does not run; nil to ask it.
    /// - Throws: As ``init(project:sdk:cache:variables:reporter:)`` and ``compile()``.
    public static func executable(
        of project: Project, sdk: SwiftSDKTarget? = nil, describedBy info: ModelInfo? = nil, cache: FilePath,
        variables: [String: String], reporter: any BuildReporter
    ) async throws -> CompiledExecutable {
        if let record = BuildRecord.current(project, sdk: sdk, cache: cache, variables: variables) {
            let platform = sdk.map { " for \($0.platform)" } ?? ""
            return try await reporter.step(
                .compile, "looking for changes", summarize: { _ in "\(record.summary)\(platform), unchanged" }
            ) { try record.executable }
        }
        return try await PackageCompiler(
            project: project, sdk: sdk, cache: cache, variables: variables, reporter: reporter
        ).compile { executable in
            if let info { return info }
            return try await executable.modelInfo()
        }
    }

    private func compile(with chassis: FilePath, in folder: FilePath) async throws -> CompiledExecutable {
        // A runtime is prepared for this machine alone, and so are the C libraries that could stay shared.
        if sdk != nil { return try await compileTogether(.static, in: folder, chassis: chassis) }
        switch project.linking {
        case .static: return try await compile(.static, with: chassis, in: folder)
        case .shared: return try await compile(.shared, with: chassis, in: folder)
        case .auto: break
        }
        let failure = StaticLinkFailure(in: folder, of: wrapper)
        if let reason = failure.known { return try await compileShared(because: reason, with: chassis, in: folder) }
        do {
            return try await compile(.static, with: chassis, in: folder)
        } catch let error as CompileError {
            guard let reason = error.staticLinkFailure else { throw error }
            let executable = try await compileShared(because: reason, with: chassis, in: folder)
            failure.remember(reason)
            return executable
        }
    }

    private func compileShared(
        because reason: String, with chassis: FilePath, in folder: FilePath
    ) async throws -> CompiledExecutable {
        reporter.report(
            .note("\(reason): C libraries stay shared, and the image gets those that the executable needs"))
        return try await compile(.shared, with: chassis, in: folder)
    }

    private func compile(
        _ linking: Linking, with chassis: FilePath, in folder: FilePath
    ) async throws -> CompiledExecutable {
        let ownCopies = OwnCopies(in: folder, of: wrapper)
        if !ownCopies.areKnown {
            do {
                return try await link(linking, with: try await runtime(of: chassis), in: folder)
            } catch let error as CompileError where error.duplicatesSymbols {
                ownCopies.remember()
            }
        }
        reporter.report(.note("the model uses packages that the server uses as well: both are compiled together"))
        return try await compileTogether(linking, in: folder, chassis: chassis)
    }

    /// What the build reads, as it is now. A package that lies beside the author's and is not named in its manifest is
    /// only known once SwiftPM has resolved it; inputs from before and after the first build differ then.
    private func inputs(chassis: FilePath, in folder: FilePath) throws -> BuildInputs {
        let resolved = WorkspaceState(scratch: folder.appending("build")).packages.filter(\.isLocal).map(\.folder)
        let beside = Set(wrapper.localPackages + resolved).subtracting([chassis, project.packageRoot])
        return try BuildInputs(
            folders: [project.packageRoot, chassis.appending("Runtime")] + beside.sorted { $0.string < $1.string },
            files: [
                chassis.appending("Package.swift"), toolchain.executable, toolchain.tools.appending("swift-frontend"),
                "/var/lib/dpkg/status", "/proc/self/exe",
            ] + (sdk?.sdk.descriptions ?? []))
    }

    /// The runtime that the project's model is linked with, compiled now when there is none.
    /// - Throws: As ``compile()``.
    public func preparedRuntime() async throws -> PreparedRuntime {
        let folder = cache.appending("wrappers").appending(wrapper.folderName)
        try CacheDirectory.create(folder)
        return try await lock(folder.appending("lock")) {
            try await runtime(of: try await chassisSources(for: folder))
        }
    }

    /// The runtime for the Chassis in `chassis`, compiled now when there is none.
    private func runtime(of chassis: FilePath) async throws -> PreparedRuntime {
        try await RuntimePreparation(
            toolchain: toolchain, chassis: chassis, variant: wrapper.variant, cache: cache, variables: variables,
            reporter: reporter
        ).runtime()
    }

    /// Compiles the model alone, and links it with `runtime`.
    private func link(
        _ linking: Linking, with runtime: PreparedRuntime, in folder: FilePath
    ) async throws -> CompiledExecutable {
        try wrapper.write(to: folder, server: .prepared(runtime), linking: linking)
        return try await build(linking, in: folder, scratch: folder.appending("build"), to: folder)
    }

    /// Compiles the model with the server, in a folder that all such projects of one toolchain, SDK and interface share,
    /// so that the second one does not compile the server again.
    private func compileTogether(
        _ linking: Linking, in folder: FilePath, chassis: FilePath
    ) async throws -> CompiledExecutable {
        let builds = cache.appending("builds")
        let name = ([toolchain.name] + [sdk?.name].compactMap(\.self) + [wrapper.variant.name]).joined(separator: "-")
        let scratch = builds.appending(name)
        try CacheDirectory.create(builds)
        return try await lock(builds.appending("\(name).lock")) {
            let package = folder.appending("together")
            try wrapper.write(to: package, server: .source, linking: linking)
            let arguments = try sdk?.arguments(linkingIn: builds.appending("\(name).swift-sdks")) ?? []
            let executable = try await build(linking, in: package, scratch: scratch, with: arguments, to: folder)
            guard sdk != nil else { return executable }
            // The scratch folder is not this project's alone, and what was resolved is asked for later. There is no file
            // when nothing had to be resolved.
            let state = try? scratch.appending(WorkspaceState.fileName).contents()
            let kept = folder.appending("build").appending(WorkspaceState.fileName)
            try CacheDirectory.write(String(decoding: state ?? [], as: UTF8.self), to: kept, creatingFolder: true)
            return executable
        }
    }

    private func build(
        _ linking: Linking, in package: FilePath, scratch: FilePath, with targetArguments: [String] = [],
        to folder: FilePath
    ) async throws -> CompiledExecutable {
        let platform = sdk.map { " on \($0.platform)" } ?? ""
        return try await reporter.step(
            .compile, "compiling \(target) for \(wrapper.variant.name)\(platform)",
            summarize: { "\(ByteCount($0.byteCount)), \($0.platform)" }
        ) {
            var build = swiftBuild(of: package, scratch: scratch)
            build.targetArguments = targetArguments
            try await build.build(WrapperPackage.product, as: .compile)
            let built = build.output(WrapperPackage.product)
            guard FileManager.default.fileExists(atPath: built.string) else { throw CompileError.noExecutable(built) }
            // Kept before somebody else may build there, and under its name only when it is whole. The linker makes a
            // new file each time, so that a second name keeps the bytes as well as a copy does.
            let kept = folder.appending(WrapperPackage.product)
            let unstripped = CompiledExecutable.unstripped(of: kept)
            try sdk?.check(built)
            try CacheDirectory.linkOrCopy(built, to: unstripped)
            let partial = folder.appending("\(WrapperPackage.product).part")
            try await ObjectTools(toolchain: toolchain, variables: variables)
                .strip(unstripped, keeping: wrapper.authorModules, to: partial)
            try CacheDirectory.rename(partial, to: kept)
            var executable = try CompiledExecutable(at: kept, unstripped: unstripped, linking: linking)
            executable.icuNotice = try icuNotice(of: unstripped, builtIn: scratch)
            return executable
        }
    }

    /// What to say of ICU in the executable at `unstripped`, which SwiftPM built in the folder `scratch`.
    private func icuNotice(of unstripped: FilePath, builtIn scratch: FilePath) throws -> String? {
        let others = WorkspaceState(scratch: scratch).packages.filter {
            $0.identity != wrapper.model.chassis.identity && $0.folder != project.packageRoot
        }
        return try ICUNotice(
            executable: ELFFile(at: unstripped), modules: modules + others.flatMap(ICUNotice.Module.all)
        ).text
    }

    private func swiftBuild(of package: FilePath, scratch: FilePath) -> SwiftBuild {
        SwiftBuild(
            toolchain: toolchain, package: package, scratch: scratch, variables: variables, reporter: reporter,
            target: target, systemLibraries: sdk == nil ? wrapper.systemLibraries : [])
    }

    private func lock<Result>(_ file: FilePath, _ body: () async throws -> Result) async throws -> Result {
        try await BuildLock.with(
            file, onWait: { reporter.report(.note("waiting for another build to end")) }, body)
    }

    /// Where the Chassis lies that the author's package names: a folder, or what SwiftPM fetches.
    private func chassisSources(for folder: FilePath) async throws -> FilePath {
        if case .path(let path) = wrapper.model.chassis.location { return FilePath(path) }
        let package = folder.appending("together")
        try wrapper.write(to: package, server: .source)
        let scratch = folder.appending("resolved")
        try await swiftBuild(of: package, scratch: scratch).resolve(as: .inspect)
        let identity = wrapper.model.chassis.identity
        guard let found = WorkspaceState(scratch: scratch).packages.first(where: { $0.identity == identity }) else {
            throw CompileError.failed(output: "error: SwiftPM resolved no package \(identity)")
        }
        return found.folder
    }
}

extension PackageCompiler: CustomStringConvertible {
    /// The model and its target. The environment, which may hold secrets, is left out.
    public var description: String { "\(modelType) of target \(target), with \(toolchain.name)" }
}
