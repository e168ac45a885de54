import ArgumentParser
import BuildReport
import ImageBuild
import OCISpec
import PackageCompiler
import ProjectConfig
import RuntimeStore
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `chassis-build runtime`: the compiled servers that models are linked with.
struct RuntimeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runtime",
        abstract: "Compile the servers ahead, or bring them from another machine.",
        discussion: """
            A server is compiled once for a toolchain, an interface and a version of Chassis, which takes a minute or \
            two; every model is then linked with it in seconds. A build does this by itself when it must. In CI, keep \
            an exported runtime, and import it on a fresh machine:

              chassis-build runtime export --interface kserve --output kserve-runtime.tar
              chassis-build runtime import kserve-runtime.tar
            """,
        subcommands: [Prepare.self, Export.self, Import.self, List.self])

    /// Which runtimes: those for a folder, for one interface or for all.
    struct Selection: ParsableArguments {
        @Argument(help: "The folder of a model's package, or of Chassis itself.")
        var path = "."

        @Option(help: "omi (gRPC) or kserve (HTTP). Without it, both.", transform: Arguments.interface)
        var interface: ServingInterface?

        @OptionGroup var features: FeatureFlags

        /// The runtimes, compiled now where there are none.
        func runtimes(
            _ variables: [String: String], _ reporter: TerminalReporter
        ) async throws -> [PreparedRuntime] {
            var runtimes: [PreparedRuntime] = []
            for interface in interface.map({ [$0] }) ?? ServingInterface.allCases {
                runtimes.append(try await runtime(for: interface, variables, reporter))
            }
            return runtimes
        }

        private func runtime(
            for interface: ServingInterface, _ variables: [String: String], _ reporter: TerminalReporter
        ) async throws -> PreparedRuntime {
            let cache = try CacheDirectory.locate(in: variables)
            let current = FilePath(FileManager.default.currentDirectoryPath)
            let folder = current.pushing(FilePath(path)).lexicallyNormalized()
            let variant = ServerVariant(interface, features: features.features)
            if RuntimePreparation.isChassis(folder) {
                let toolchain = try await SwiftToolchain.find(in: variables)
                return try await RuntimePreparation(
                    toolchain: toolchain, chassis: folder, variant: variant, cache: cache, variables: variables,
                    reporter: reporter
                ).runtime()
            }
            var overrides = ProjectOverrides()
            overrides.interface = interface
            overrides.features = variant.features
            return try await PackageCompiler(
                project: try Project(at: folder, overrides: overrides), cache: cache, variables: variables,
                reporter: reporter
            ).preparedRuntime()
        }
    }

    /// `runtime prepare`
    struct Prepare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compile what is not compiled yet.",
            discussion: "After an interruption it goes on where it was. The names of the runtimes are printed.")

        @OptionGroup var selection: Selection

        func run() async throws {
            let runtimes = try await CommandRun.result(interrupted: "call it again to go on") {
                [self] variables, reporter in
                try await selection.runtimes(variables, reporter)
            }
            for runtime in runtimes { print(runtime.key.name) }
        }
    }

    /// `runtime export`
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a runtime into a file or a registry, compiling it first if need be.",
            discussion: "The file is an OCI image layout with one artifact, which tools like skopeo can publish.")

        @OptionGroup var selection: Selection

        @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
        var output: String?

        @Option(
            help: ArgumentHelp("Where to publish it, for example ghcr.io/team/runtime:kserve.", valueName: "reference"),
            transform: Arguments.reference)
        var push: ImageReference?

        @OptionGroup(title: "Registries") var registries: RegistryFlags

        func validate() throws {
            guard selection.interface != nil else {
                throw ValidationError("one runtime is exported at once; add --interface omi or --interface kserve")
            }
            guard (output == nil) != (push == nil) else {
                throw ValidationError("write --output and a file, or --push and a name in a registry")
            }
        }

        func run() async throws {
            let runtimes = try await CommandRun.result(interrupted: "nothing was exported") {
                [self] variables, reporter in
                let runtimes = try await selection.runtimes(variables, reporter)
                let cache = try CacheDirectory.locate(in: variables)
                let store = RuntimePreparation.store(in: cache)
                for runtime in runtimes {
                    if let output { try store.export(runtime, to: FilePath(output)) }
                    guard let push else { continue }
                    try await ImageTransfer(
                        registries: registries.access(variables: variables, cache: cache), cache: cache,
                        reporter: reporter
                    ).publish(to: push) { try store.export(runtime, to: $0) }
                }
                return runtimes
            }
            for runtime in runtimes { print(runtime.key.name) }
        }
    }

    /// `runtime import`
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Take a runtime from a file or a registry.",
            discussion: """
                Every byte is checked against its own digests, which show that it is whole, not who made it: its \
                code runs in your images, so take it from where you would take a toolchain. A build uses it when \
                toolchain, interface and Chassis's sources are the same.
                """)

        @Argument(help: ArgumentHelp("A file of `runtime export`, or where it was published.", valueName: "file"))
        var source: String

        @OptionGroup(title: "Registries") var registries: RegistryFlags

        func run() async throws {
            let (runtime, isOfToolchain) = try await CommandRun.result(interrupted: "nothing was imported") {
                [self] variables, reporter in
                let cache = try CacheDirectory.locate(in: variables)
                let store = RuntimePreparation.store(in: cache)
                let runtime: PreparedRuntime
                if let reference = publishedReference {
                    runtime = try await ImageTransfer(
                        registries: registries.access(variables: variables, cache: cache), cache: cache,
                        reporter: reporter
                    ).fetch(reference) { try store.importFile($0) }
                } else {
                    runtime = try store.importFile(FilePath(source))
                }
                let toolchain = try await SwiftToolchain.find(in: variables)
                return (runtime, runtime.key.toolchain == toolchain.name)
            }
            if !isOfToolchain {
                StandardError.write("note: it was made with \(runtime.key.toolchain), which is not the one here\n")
            }
            print(runtime.key.name)
        }

        /// The source, when it is a name in a registry; a file of that name comes first.
        private var publishedReference: ImageReference? {
            guard !FileManager.default.fileExists(atPath: source) else { return nil }
            // What is no reference is taken for a file, whose absence is told then.
            guard let reference = try? ImageReference(parsing: source), reference.registry != nil else { return nil }
            return reference
        }
    }

    /// `runtime list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the runtimes that are there, each with its size.")

        func run() async throws {
            let runtimes = try await CommandRun.result(interrupted: "nothing was listed") { variables, _ in
                try RuntimePreparation.store(in: try CacheDirectory.locate(in: variables)).all()
            }
            for runtime in runtimes { print("\(runtime.key.name)  \(ByteCount(runtime.byteCount))") }
        }
    }
}
