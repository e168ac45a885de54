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
            Flags win over chassis.yaml. Without --output and --load, the image goes into the first container engine \
            that is installed, podman before docker.

            Exit codes: 0, the image is everywhere it was asked for; 1, the build failed and nothing half-written is \
            left; 64, the command line is wrong.
            """)

    @Argument(help: "The folder of the model's package.")
    var path = "."

    @Option(help: "What the image serves: omi (gRPC) or kserve (HTTP).", transform: Arguments.interface)
    var interface: ServingInterface?

    @Option(
        help: ArgumentHelp("The image's name, for example team/digits:v1.", valueName: "reference"),
        transform: Arguments.reference)
    var tag: ImageReference?

    @Option(
        help: ArgumentHelp(
            "Write a file: oci:FOLDER (an OCI layout) or archive:FILE (docker and podman load it). Repeatable.",
            valueName: "destination"),
        transform: Arguments.destination)
    var output: [Destination] = []

    @Option(help: "Load the image into podman or docker. Repeatable.", transform: Arguments.engine)
    var load: [Engine] = []

    @Option(help: "The package's target that holds the model, when there are several.")
    var target: String?

    @Option(help: "The model's type, when there are several.")
    var model: String?

    @Option(help: ArgumentHelp("A label of the image. Repeatable.", valueName: "key=value"), transform: Arguments.label)
    var label: [Arguments.Label] = []

    @Flag(help: "Deliver only when the sample of chassis.yaml is answered as expected.")
    var test = false

    @Option(
        help: ArgumentHelp(
            "Keep the executable's debug information in this folder; llvm-symbolizer reads it.", valueName: "folder"))
    var debugInfo: String?

    @Option(
        help: ArgumentHelp("Write a JSON file that says what was built and how long each step took.", valueName: "file")
    )
    var metadataFile: String?

    func run() async throws {
        let result = try await CommandRun.result(interrupted: "nothing was delivered") { [self] variables, reporter in
            var request = BuildRequest(
                project: try Project(at: FilePath(path), overrides: overrides),
                destinations: output + load.map(Destination.engine),
                created: try SourceDate.timestamp(variables), cache: try CacheDirectory.locate(in: variables),
                variables: variables)
            request.testsSample = test
            request.debugInformation = debugInfo.map { FilePath($0) }
            let times = StepTimes(reporter)
            let result = try await ImageBuilder(request, reporter: times).build()
            if let metadataFile {
                try BuildMetadata(result, steps: times.steps).write(to: FilePath(metadataFile))
            }
            return result
        }
        print(result.digestReference)
    }

    /// What the flags say about the project.
    private var overrides: ProjectOverrides {
        var overrides = ProjectOverrides()
        overrides.interface = interface
        overrides.reference = tag
        overrides.target = target
        overrides.modelType = model
        overrides.labels = Dictionary(label.map { ($0.key, $0.value) }) { _, last in last }
        return overrides
    }
}
