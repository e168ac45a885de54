import ArgumentParser
import ContainerEngine
import ImageBuild
import OCISpec
import PackageCompiler
import ProjectConfig
import SystemPackage

/// `chassis-build build`: from a package to an image.
struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Compile the model, make the image, and deliver it.",
        discussion: """
            Flags win over chassis.yaml. Without --output, --load and --push, the image goes into the first container engine \
            that is installed, podman before docker.

            Exit codes: 0, the image is everywhere it was asked for; 1, the build failed and nothing half-written is \
            left; 64, the command line is wrong.
            """)

    @Argument(help: "The folder of the model's package.")
    var path = "."

    @Option(help: "What the image serves: omi (gRPC) or kserve (HTTP).", transform: Arguments.interface)
    var interface: ServingInterface?

    @Option(help: "The package's target that holds the model, when there are several.")
    var target: String?

    @Option(help: "The model's type, when there are several.")
    var model: String?

    @Option(
        name: [.customLong("models"), .customLong("model-files")],
        help: ArgumentHelp("The folder of the model's files, models/ if not given.", valueName: "folder"))
    var models: String?

    @Option(
        help: ArgumentHelp(
            "Pack this executable, which was compiled elsewhere, in place of the package's model.", valueName: "file"))
    var executable: String?

    @Option(
        help: ArgumentHelp("With --executable: a file with what it prints for --model-info.", valueName: "file"))
    var modelInfo: String?

    @OptionGroup var features: FeatureFlags

    @Option(
        help: ArgumentHelp(
            "How C libraries get into the server: static, shared, or auto, which is static where that is possible.",
            valueName: "way"),
        transform: Arguments.linking)
    var linking: LinkingChoice?

    @OptionGroup(title: "Image") var image: ImageFlags

    @OptionGroup(title: "Output") var outputs: OutputFlags

    @OptionGroup(title: "Registries") var registries: RegistryFlags

    @Flag(help: "Deliver only when the sample of chassis.yaml is answered as expected.")
    var test = false

    @Flag(help: "Print the digest that the image would have, and deliver nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "Fail, and deliver nothing, when the image is larger than the last one of its name by more than this.",
            valueName: "percent or size"),
        transform: Arguments.growthLimit)
    var failIfLarger: GrowthLimit?

    @Option(
        help: ArgumentHelp(
            "Keep the executable's debug information in this folder, for several platforms in a folder of each below it; "
                + "llvm-symbolizer reads it.", valueName: "folder"))
    var debugInfo: String?

    @Option(
        help: ArgumentHelp("Write a JSON file that says what was built and how long each step took.", valueName: "file")
    )
    var metadataFile: String?

    func validate() throws {
        if executable == nil, modelInfo != nil {
            throw ValidationError("--model-info belongs to --executable; a model that is compiled says it itself")
        }
        let compiles = test || debugInfo != nil || target != nil || model != nil || !image.swiftSDK.isEmpty
        if executable != nil, compiles {
            throw ValidationError(
                "--executable compiles nothing: leave out --test, --debug-info, --swift-sdk, --target and --model")
        }
    }

    func run() async throws {
        let result = try await CommandRun.result(interrupted: "nothing was delivered", progress: outputs.progress.style)
        {
            [self] variables, reporter in
            let request = try request(variables)
            let times = StepTimes(reporter)
            let result = try await ImageBuilder(request, reporter: times).build()
            if let metadataFile {
                try BuildMetadata(result, steps: times.steps).write(to: FilePath(metadataFile))
            }
            try outputs.tell(result.digestReference, digest: result.digest.description)
            return result
        }
        _ = result
    }

    private func request(_ variables: [String: String]) throws -> BuildRequest {
        let cache = try CacheDirectory.locate(in: variables)
        var request = BuildRequest(
            project: try Project(at: FilePath(path), overrides: overrides), destinations: outputs.destinations,
            created: try image.created ?? SourceDate.timestamp(variables), cache: cache, variables: variables)
        if let executable {
            request.server = .executable(FilePath(executable), modelInfo: modelInfo.map { FilePath($0) })
        }
        request.testsSample = test
        request.debugInformation = debugInfo.map { FilePath($0) }
        request.isDryRun = dryRun
        request.growthLimit = failIfLarger
        request.registries = registries.access(variables: variables, cache: cache)
        return request
    }

    /// What the flags say about the project.
    private var overrides: ProjectOverrides {
        var overrides = ProjectOverrides()
        overrides.interface = interface
        overrides.features = features.features
        overrides.linking = linking
        overrides.target = target
        overrides.modelType = model
        overrides.modelDirectory = models.map { FilePath($0) }
        image.apply(to: &overrides)
        return overrides
    }
}
