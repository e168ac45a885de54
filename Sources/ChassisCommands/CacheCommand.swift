import ArgumentParser
import BuildReport
import ImageAssembly
import ImageBuild
import PackageCompiler

/// `chassis-build cache`: what is kept between builds.
struct CacheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Show and prune what is kept between builds.",
        discussion:
            "It lies in ~/.cache/chassis, or in CHASSIS_CACHE. All of it can be removed when nothing is being built.",
        subcommands: [Show.self, Prune.self],
        defaultSubcommand: Show.self)

    /// `cache show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say how much is kept, and where.")

        func run() async throws {
            let usage = try await CommandRun.result(interrupted: "nothing was looked at") { variables, _ in
                try CacheContents(folder: try CacheDirectory.locate(in: variables)).usage()
            }
            for line in usage { print(line) }
        }
    }

    /// `cache prune`
    struct Prune: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove what was not used for the longest time.",
            discussion: """
                Layers and fetched blobs are bounded by themselves (4 GiB); compiled servers and the folders in which \
                models are compiled are not. What is removed is made again when it is needed.
                """)

        @Option(
            help: ArgumentHelp(
                "Keep this much of layers and blobs, for example 500MB; nothing if not given.", valueName: "size"),
            transform: Arguments.growthLimit)
        var keep: GrowthLimit = .bytes(0)

        @Flag(help: "Remove compiled servers and compiled models as well.")
        var all = false

        func validate() throws {
            guard case .bytes = keep else { throw ValidationError("--keep takes a size, for example 500MB") }
        }

        func run() async throws {
            let removed = try await CommandRun.result(interrupted: "call it again to go on") {
                [self] variables, _ in
                guard case .bytes(let bytes) = keep else { return Int64(0) }
                return try CacheContents(folder: try CacheDirectory.locate(in: variables))
                    .prune(keeping: bytes, withCompiled: all)
            }
            print("removed \(ByteCount(removed))")
        }
    }
}
