public import BuildReport
import OCISpec
public import ProjectConfig
public import RuntimeStore
public import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Compiles the server without a model, once for a toolchain, a variant and a state of Chassis's sources.
public struct RuntimePreparation: Sendable {
    private let toolchain: SwiftToolchain
    private let chassis: FilePath
    private let variant: ServerVariant
    private let cache: FilePath
    private let variables: [String: String]
    private let reporter: any BuildReporter

    /// A preparation of the server `variant` from the sources in the folder `chassis`, an absolute path.
    public init(
        toolchain: SwiftToolchain, chassis: FilePath, variant: ServerVariant, cache: FilePath,
        variables: [String: String], reporter: any BuildReporter
    ) {
        self.toolchain = toolchain
        self.chassis = chassis
        self.variant = variant
        self.cache = cache
        self.variables = variables
        self.reporter = reporter
    }

    /// Whether `folder` holds the sources of Chassis.
    public static func isChassis(_ folder: FilePath) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending("Runtime").appending(ModelTarget.library).string)
    }

    /// Changes when a runtime is made in another way, so that older ones are not used any more.
    private static let options = ["-O", "static", "combined", "Swift without .eh_frame", "entry 1"]

    /// The runtimes of the cache folder `cache`.
    public static func store(in cache: FilePath) -> RuntimeStore {
        RuntimeStore(folder: cache.appending("runtimes"))
    }

    /// What a runtime must be for, to be used here. Reads the sources, which takes some milliseconds.
    func key() throws -> RuntimeKey {
        try RuntimeKey(
            toolchain: toolchain.name, variant: variant, options: Self.options,
            sources: SourceDigest.of(folder: chassis, below: ["Package.swift", "Runtime"]))
    }

    /// The runtime that is there, or a new one.
    ///
    /// Of two processes that need the same one, one compiles it and the other waits. What was compiled before an
    /// interruption is not compiled again.
    /// - Throws: ``CompileError``, ``CacheError``, ``ToolchainError``, ``ProcessError``, `RuntimeStoreError`;
    ///   `CancellationError`.
    public func runtime() async throws -> PreparedRuntime {
        let key = try key()
        let store = Self.store(in: cache)
        if let runtime = try store.find(key) { return runtime }
        return try await reporter.step(
            .prepare, "compiling the \(variant.name) server, once for \(toolchain.name)",
            summarize: { "\(ByteCount($0.byteCount)), used by every model from now on" }
        ) {
            let builds = cache.appending("builds")
            try CacheDirectory.create(builds)
            let name = "\(toolchain.name)-\(variant.name)-runtime"
            return try await BuildLock.with(
                builds.appending("\(name).lock"), onWait: { reporter.report(.note("waiting for another build to end")) }
            ) {
                if let runtime = try store.find(key) { return runtime }
                return try await build(key, scratch: builds.appending(name), into: store)
            }
        }
    }

    private func build(_ key: RuntimeKey, scratch: FilePath, into store: RuntimeStore) async throws -> PreparedRuntime {
        let folder = scratch.appending("package")
        try ServerPackage(chassis: chassis, variant: variant).write(to: folder)
        let build = SwiftBuild(
            toolchain: toolchain, package: folder, scratch: scratch, variables: variables, reporter: reporter,
            target: ServerPackage.everything, systemLibraries: [])
        try await build.build(nil, as: .prepare)
        let author = Set(try build.objects(of: ServerPackage.authorSide))
        let objects = try build.objects(of: ServerPackage.everything).filter { !author.contains($0) }
        let tools = ObjectTools(toolchain: toolchain, variables: variables)
        let list = scratch.appending("objects.txt")
        let libraries = try await libraries(of: objects, with: tools, list: list)
        let swift = scratch.appending("swift.o")
        let object = scratch.appending("runtime.o")
        // C keeps its tables: the report of a crash unwinds, beginning with itself.
        let isC = { (object: FilePath) in object.string.hasSuffix(".c.o") }
        try await tools.combine(objects.filter { !isC($0) }, libraries: libraries.ofToolchain, into: swift, list: list)
        try await tools.removeUnwindTables(of: swift)
        try await tools.combine([swift] + objects.filter(isC), libraries: [], into: object, list: list)
        // The sources were read before they were compiled: had they changed meanwhile, the key would not be theirs.
        guard try self.key() == key else { return try await self.build(self.key(), scratch: scratch, into: store) }
        return try store.add(
            object: object, key: key, linkerArguments: libraries.ofSystem.map { "-l\($0)" },
            packages: WorkspaceState(scratch: scratch).packages.compactMap { package in
                package.version.map { RuntimePackage(identity: package.identity, version: $0) }
            })
    }

    /// The libraries that `objects` need: those of the toolchain, which go into the runtime as far as it uses them, and
    /// those of the system, which are linked with the model.
    private func libraries(
        of objects: [FilePath], with tools: ObjectTools, list: FilePath
    ) async throws -> (ofToolchain: [String], ofSystem: [String]) {
        let noted = try await tools.librariesNoted(in: objects, list: list)
        func isOfToolchain(_ name: String) -> Bool {
            FileManager.default.fileExists(atPath: toolchain.libraries.appending("lib\(name).a").string)
        }
        // The compiler does not note Foundation's two inner libraries.
        let all = noted + ["_FoundationCShims", "_FoundationCollections"].filter(isOfToolchain)
        return (all.filter(isOfToolchain), all.filter { !isOfToolchain($0) })
    }
}
