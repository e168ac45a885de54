import BuildReport
import OCISpec
import PackageCompiler
import ProjectConfig
import SampleTest
import SystemPackage

/// The step from a package to executables, one for each platform.
struct CompileStep {
    let request: BuildRequest
    let reporter: any BuildReporter

    /// Compiles for this machine's platform; the sample is tried on the executable.
    /// - Throws: What the compiler and the test throw; ``BuildError/noSwiftSDK(_:)`` before anything is compiled;
    ///   `CancellationError`.
    func servers() async throws -> [ModelServer] {
        if request.testsSample, request.project.sample == nil { throw SampleError.undeclared }
        let others = request.project.platforms.filter { !PlatformMatch.areSame($0, .host) }
        guard others.isEmpty else { throw BuildError.noSwiftSDK(others) }
        let executable = try await PackageCompiler.executable(
            of: request.project, cache: request.cache, variables: request.variables, reporter: reporter)
        let info = try await executable.modelInfo()
        try await test(executable, info)
        if let folder = request.debugInformation {
            try await executable.writeDebugInformation(to: folder, variables: request.variables)
        }
        return [try ModelServer(executable, info)]
    }

    /// Asks the executable about the sample, if that is wanted.
    private func test(_ executable: CompiledExecutable, _ info: ModelInfo) async throws {
        guard request.testsSample, let sample = request.project.sample else { return }
        _ = try await reporter.step(.test, "testing the sample", summarize: { "\($0)" }) {
            try await SampleTest(
                sample: sample, modelDirectory: request.project.modelDirectory,
                environment: request.project.environment
            ).run(executable, model: info)
        }
    }
}
