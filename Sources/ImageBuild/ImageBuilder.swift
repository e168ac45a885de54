public import BuildReport
import Compression
import ContainerEngine
import ImageAssembly
import OCISpec
import PackageCompiler
import ProjectConfig
import SampleTest
import SystemPackage

/// The build from a model's package to a delivered image, a step after the other.
public struct ImageBuilder: Sendable {
    private let request: BuildRequest
    private let reporter: any BuildReporter

    /// A build of `request` that tells `reporter` how it goes.
    public init(_ request: BuildRequest, reporter: any BuildReporter) {
        self.request = request
        self.reporter = reporter
    }

    /// Builds and delivers; the image is at every destination when this returns.
    ///
    /// What can be known to fail is found before anything is compiled: an engine that does not answer, a model that
    /// cannot be found.
    /// - Throws: A `DiagnosticError`, or `CancellationError`. Nothing half-written is left at any destination.
    public func build() async throws -> BuildResult {
        let deliveries = try await deliveries()
        if request.testsSample, request.project.sample == nil { throw SampleError.undeclared }
        let executable = try await PackageCompiler.executable(
            of: request.project, cache: request.cache, variables: request.variables, reporter: reporter)
        let info = try await executable.modelInfo()
        try await test(executable, info)
        if let folder = request.debugInformation {
            try await executable.writeDebugInformation(to: folder, variables: request.variables)
        }
        return try await Workspace.with(below: request.cache.appending("work")) { workspace in
            let layers = try await layers(executable, info, in: workspace)
            let image = try assemble(layers, info, architecture: executable.architecture)
            try await deliver(image, to: deliveries, workspace: workspace)
            return BuildResult(
                digest: image.digest, manifest: image.manifest.descriptor, config: image.config.descriptor,
                layers: layers.map(\.descriptor), reference: image.reference, executableBytes: executable.byteCount)
        }
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

    /// The destinations, with each engine's command found and asked.
    private func deliveries() async throws -> [Delivery] {
        let path = request.variables["PATH"] ?? ""
        let wanted =
            request.destinations.isEmpty
            ? [.engine(try EngineCommand.firstInstalled(searchPath: path).engine)] : request.destinations
        var deliveries: [Delivery] = []
        for destination in wanted {
            switch destination {
            case .layout(let directory): deliveries.append(.sink(LayoutSink(directory: directory), "\(directory)"))
            case .archive(let file): deliveries.append(.sink(ArchiveSink(file: file), "\(file)"))
            case .engine(let engine):
                let command = try EngineCommand(engine, searchPath: path)
                try await command.check()
                deliveries.append(.engine(command))
            }
        }
        return deliveries
    }

    /// The model's files, which seldom change, below the executable, which often does.
    private func layers(
        _ executable: CompiledExecutable, _ info: ModelInfo, in workspace: FilePath
    ) async throws -> [Layer] {
        let builder = LayerBuilder(
            workspace: workspace, compression: .gzip, modificationTime: request.created,
            cache: LayerCache(folder: request.cache.appending("layers")))
        return try await reporter.step(.layers, "packing layers", summarize: Self.summary) {
            var layers: [Layer] = []
            if let folder = request.project.modelDirectory {
                let files = try LayerEntry.contents(of: folder, at: ImageContract.models)
                if files.contains(where: { $0.content != .directory }) {
                    layers.append(try builder.build(files, createdBy: "chassis-build: model files"))
                }
            }
            let server = [
                try LayerEntry.file(executable.path, at: ImageContract.executable, isExecutable: true),
                try LayerEntry.file(bytes: info.json, at: ImageContract.modelInfo),
            ]
            layers.append(try builder.build(server, createdBy: "chassis-build: model server"))
            return layers
        }
    }

    private static func summary(of layers: [Layer]) -> String {
        layers.map { "\(ByteCount($0.uncompressedSize)) → \(ByteCount($0.descriptor.size))" }.joined(separator: ", ")
    }

    private func assemble(_ layers: [Layer], _ info: ModelInfo, architecture: Architecture) throws -> Image {
        let project = request.project
        let contract = ImageContract(
            interface: project.interface, model: info, labels: project.labels, environment: project.environment)
        return try Image.assemble(
            layers: layers, configuration: contract.configuration,
            platform: try Platform(parsing: "linux/\(architecture.rawValue)"), created: request.created,
            annotations: contract.descriptions, reference: try project.reference ?? info.defaultReference)
    }

    /// Engines get an archive in the workspace, made once for all of them.
    private func deliver(_ image: Image, to deliveries: [Delivery], workspace: FilePath) async throws {
        let archive = workspace.appending("image.tar")
        var archiveIsWritten = false
        for delivery in deliveries {
            let name = delivery.name
            try await reporter.step(.deliver, "delivering to \(name)", summarize: { "\(image.digest)" }) {
                switch delivery {
                case .sink(let sink, _):
                    try await sink.deliver(image)
                case .engine(let command):
                    if !archiveIsWritten { try await ArchiveSink(file: archive).deliver(image) }
                    archiveIsWritten = true
                    try await command.load(archive: archive)
                }
            }
        }
    }
}

/// A destination that was found to exist.
private enum Delivery {
    case sink(any ImageSink, String)
    case engine(EngineCommand)

    var name: String {
        switch self {
        case .sink(_, let name): name
        case .engine(let command): command.engine.rawValue
        }
    }
}
