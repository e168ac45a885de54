import ArgumentParser
import PackageCompiler
import ProjectConfig
import SampleTest
import SystemPackage

/// `chassis-build test`: asks the compiled model about the sample of `chassis.yaml`.
struct TestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Compile the model and compare what it answers to its sample.",
        discussion: """
            The sample is declared in chassis.yaml: an input, and what the model should answer. The model runs on this \
            machine, without a container, as it would in the image.

            Exit codes: 0, the answer is as expected; 1, it is not, or the model cannot be built or asked; 64, the \
            command line is wrong.
            """)

    @Argument(help: "The folder of the model's package.")
    var path = "."

    @Option(
        help: "The server that the model is compiled into: omi or kserve. The answer does not depend on it.",
        transform: Arguments.interface)
    var interface: ServingInterface?

    @Option(help: "The package's target that holds the model, when there are several.")
    var target: String?

    @Option(help: "The model's type, when there are several.")
    var model: String?

    func run() async throws {
        let result = try await CommandRun.result(interrupted: "the sample was not tried") {
            [self] variables, reporter in
            let project = try Project(at: FilePath(path), overrides: overrides)
            guard let sample = project.sample else { throw SampleError.undeclared }
            let executable = try await PackageCompiler.executable(
                of: project, cache: try CacheDirectory.locate(in: variables), variables: variables, reporter: reporter)
            return try await SampleTest(
                sample: sample, modelDirectory: project.modelDirectory, environment: project.environment
            ).run(executable, model: try await executable.modelInfo())
        }
        print("sample: \(result)")
    }

    /// What the flags say about the project. A sample needs some server around the model, and any will do.
    private var overrides: ProjectOverrides {
        var overrides = ProjectOverrides()
        overrides.interface = interface
        overrides.interfaceDefault = .kserve
        overrides.target = target
        overrides.modelType = model
        return overrides
    }
}
