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
        return [ModelServer(executable, info, sample: try sample(for: info))]
    }

    /// Asks the executable about the sample, if that is wanted.
    private func test(_ executable: CompiledExecutable, _ info: ModelInfo) async throws {
        guard request.testsSample, let sampleTest else { return }
        _ = try await reporter.step(.test, "testing the sample", summarize: { "\($0)" }) {
            try await sampleTest.run(executable, model: info)
        }
    }

    /// What goes into the image of the sample. Inputs that the model does not take would fail its test, and do here.
    private func sample(for info: ModelInfo) throws -> [UInt8]? {
        do {
            guard let bytes = try sampleTest?.request(for: info) else { return nil }
            if bytes.count <= ImageContract.sampleBytesMax { return bytes }
        } catch SampleError.tooLarge {}
        let limit = ByteCount(Int64(ImageContract.sampleBytesMax))
        reporter.report(.note("the sample is larger than \(limit): the server will not warm up with it"))
        return nil
    }

    private var sampleTest: SampleTest? {
        request.project.sample.map {
            SampleTest(
                sample: $0, modelDirectory: request.project.modelDirectory, environment: request.project.environment)
        }
    }
}
