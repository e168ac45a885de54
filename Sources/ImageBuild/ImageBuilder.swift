import BaseImage
public import BuildReport
import Compression
import ImageAssembly
import OCISpec
import PackageCompiler
import ProjectConfig
import SampleTest
import SystemPackage

/// The build from a model to a delivered image, a step after the other.
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
    /// What can be known to fail is found before anything is compiled: an engine that does not answer, a registry that
    /// was not named, a model that cannot be found.
    /// - Throws: A `DiagnosticError`, or `CancellationError`. Nothing half-written is left at any destination.
    public func build() async throws -> BuildResult {
        let deliveries =
            request.isDryRun
            ? [] : try await Delivery.find(request.destinations, searchPath: request.variables["PATH"] ?? "")
        if request.destinations.contains(.registry), request.project.reference?.registry == nil {
            throw BuildError.noReference
        }
        let options = try ImageOptions(request.project)
        let servers = try await servers()
        return try await Workspace.with(below: request.cache.appending("work")) { workspace in
            var parts: [ImagePart] = []
            for server in servers {
                if let notice = server.notice { reporter.report(.note(notice)) }
                parts.append(try await part(of: server, options, in: workspace))
            }
            let image = try bundle(of: parts)
            let report = try checkSize(of: parts, named: image.reference)
            try await DeliveryStep(
                registries: request.registries, workspace: workspace, reporter: reporter,
                mountFrom: options.base.registry
            ).deliver(image, to: deliveries)
            try keepRecords(of: parts, named: image.reference)
            return BuildResult(image, parts: parts, report: report)
        }
    }

    /// The executables, one for each platform.
    private func servers() async throws -> [ModelServer] {
        switch request.server {
        case .executable(let file, let modelInfo):
            let server = try ModelServer(taking: file, modelInfo: modelInfo)
            let wanted = request.project.platforms
            guard wanted.isEmpty || wanted.contains(where: { PlatformMatch.areSame($0, server.platform) }) else {
                throw BuildError.otherPlatform(file, server.platform, wanted: wanted)
            }
            return [server]
        case .package:
            return try await CompileStep(request: request, reporter: reporter).servers()
        }
    }

    /// The image for the platform of `server`.
    private func part(of server: ModelServer, _ options: ImageOptions, in workspace: FilePath) async throws -> ImagePart
    {
        let cache = LayerCache(folder: request.cache.appending("layers"))
        let base = try await load(options.base, for: server.platform, cache: cache, in: workspace)
        let step = LayerStep(
            project: request.project, choice: options.compression, created: request.created, workspace: workspace,
            cache: cache)
        let layers = try await reporter.step(.layers, "packing layers", summarize: Self.summary) {
            try step.layers(of: server, on: base)
        }
        let project = request.project
        let contract = ImageContract(
            interface: project.interface, name: try name(of: server), info: server.info, labels: project.labels,
            annotations: project.annotations, environment: project.environment, ownUser: project.user)
        let image = try Image.assemble(
            layers.map(\.layer), on: base, configuration: contract.configuration, created: request.created,
            annotations: contract.manifestAnnotations, reference: try reference(of: server))
        return ImagePart(image: image, layers: layers, baseLayers: base.layers.count, server: server)
    }

    private func load(
        _ source: BaseSource, for platform: Platform, cache: LayerCache, in workspace: FilePath
    ) async throws -> BaseImage {
        guard source != .scratch else { return .scratch(for: platform) }
        return try await reporter.step(
            .base, "reading the base \(source)",
            summarize: { "\($0.layers.count) layers, \($0.digest.map(\.description) ?? "no digest")" }
        ) {
            let progress = TransferProgress(reporter, direction: .download)
            return try await request.registries.withClient(report: { progress.report($0) }) { client in
                try await BaseImage.load(source, for: platform, workspace: workspace.appending("base")) { reference in
                    CachedRegistryFetcher(client: client, reference: reference, cache: BlobCache(of: cache))
                }
            }
        }
    }

    /// One image, or an index when there are several.
    private func bundle(of parts: [ImagePart]) throws -> ImageBundle {
        guard parts.count > 1 else { return ImageBundle(parts[0].image) }
        return try ImageBundle.index(
            over: parts.map { ImageBundle($0.image) }, created: request.created, reference: parts[0].image.reference)
    }

    /// What is new and what has grown, told to the reporter.
    /// - Throws: ``BuildError/grew(from:to:report:)`` when it is more than the limit.
    private func checkSize(of parts: [ImagePart], named reference: ImageReference?) throws -> [SizeReport] {
        guard let reference else { return [] }
        return try parts.map { part in
            let report = SizeReport(part.record, after: history.last(reference, part.image.platform))
            if let limit = request.growthLimit, let before = report.bytesBefore,
                !limit.allows(report.bytes, after: before)
            {
                throw BuildError.grew(from: before, to: report.bytes, report: report.lines)
            }
            if !report.lines.isEmpty { reporter.report(.note(report.lines.joined(separator: "\n"))) }
            return report
        }
    }

    private func keepRecords(of parts: [ImagePart], named reference: ImageReference?) throws {
        guard let reference, !request.isDryRun else { return }
        for part in parts { try history.keep(part.record, of: reference, part.image.platform) }
    }

    private var history: ImageHistory { ImageHistory(folder: request.cache.appending("images")) }

    private static func summary(of layers: [BuiltLayer]) -> String {
        layers.map { "\(ByteCount($0.layer.uncompressedSize)) → \(ByteCount($0.layer.descriptor.size))" }
            .joined(separator: ", ")
    }

    /// The model's own name, else that of the image.
    private func name(of server: ModelServer) throws -> String {
        if let name = server.info?.name { return name }
        guard let repository = request.project.reference?.repository.split(separator: "/").last else {
            throw BuildError.nameless
        }
        return String(repository)
    }

    private func reference(of server: ModelServer) throws -> ImageReference {
        if let reference = request.project.reference { return reference }
        guard let info = server.info else { throw BuildError.nameless }
        return try info.defaultReference
    }
}
