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

    /// Compiles for every platform. What the model says of itself is heard from an executable that this machine runs, and
    /// the sample is tried on it, before anything is compiled for another one.
    /// - Throws: What the compiler and the test throw; `SwiftSDKError` before anything is compiled; `CancellationError`.
    func servers() async throws -> [ModelServer] {
        if request.testsSample, request.project.sample == nil { throw SampleError.undeclared }
        let selection = try await SwiftSDKSelection.of(request.project, host: .host, variables: request.variables)
        for note in selection.notes { reporter.report(.note(note)) }
        let compilations = selection.compilations
        let place = compilations.firstIndex(where: \.runsHere)
        if place == nil {
            reporter.report(
                .note("the model is compiled for \(Platform.host) as well, where it can be asked what it is"))
        }
        let own = try await executable(place.flatMap { compilations[$0].target })
        let info = try await own.modelInfo()
        try await test(own, info)
        let sample = try sample(for: info)
        var servers: [ModelServer] = []
        for (index, compilation) in compilations.enumerated() {
            let executable =
                try await index == place ? own : executable(compilation.target, describedBy: info)
            try await keepDebugInformation(of: executable, isAlone: compilations.count == 1)
            servers.append(ModelServer(executable, info, sample: sample))
        }
        return servers
    }

    private func executable(
        _ sdk: SwiftSDKTarget?, describedBy info: ModelInfo? = nil
    ) async throws -> CompiledExecutable {
        try await PackageCompiler.executable(
            of: request.project, sdk: sdk, describedBy: info, cache: request.cache, variables: request.variables,
            reporter: reporter)
    }

    /// Of several executables each has a folder of its own, as `linux-arm64`.
    private func keepDebugInformation(of executable: CompiledExecutable, isAlone: Bool) async throws {
        guard let folder = request.debugInformation else { return }
        let platform = executable.platform.description.split(separator: "/").joined(separator: "-")
        try await executable.writeDebugInformation(
            to: isAlone ? folder : folder.appending(platform), variables: request.variables)
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
