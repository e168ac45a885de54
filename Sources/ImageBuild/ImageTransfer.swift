public import BaseImage
public import BuildReport
import ContainerEngine
public import ImageAssembly
public import OCISpec
import RegistryClient
public import SystemPackage

/// Brings images that are there already from one place to another, without changing a byte of them.
public struct ImageTransfer: Sendable {
    private let registries: RegistryAccess
    private let cache: FilePath
    private let reporter: any BuildReporter

    /// Transfers that reach registries by `registries` and keep what they fetch in the folder `cache`.
    public init(registries: RegistryAccess, cache: FilePath, reporter: any BuildReporter) {
        self.registries = registries
        self.cache = cache
        self.reporter = reporter
    }

    /// Publishes the image that `source` names under each of `references`, all platforms of it.
    /// - Returns: The image by its digest, once for each repository.
    /// - Throws: `BaseError`, `RegistryError`, an error of the credentials; `CancellationError`.
    public func push(_ source: BaseSource, to references: [ImageReference]) async throws -> [String] {
        guard references.allSatisfy({ $0.registry != nil }) else { throw BuildError.noReference }
        return try await Workspace.with(below: work) { workspace in
            // The registry compares every digest with what arrives.
            let image = try await read(source, for: nil, in: workspace, hashesLayers: false)
            let result = try await delivery(in: workspace, mountFrom: source.registry).push(image, to: references)
            return result.places.map { "\($0.repository)@\(result.digest)" }
        }
    }

    /// Delivers the image that `source` names to `destinations`, or into the first engine when there are none.
    /// - Parameter platform: the one that is wanted of several; nil for all of them.
    /// - Returns: What was delivered.
    /// - Throws: As ``push(_:to:)``, and what the destinations throw.
    public func deliver(
        _ source: BaseSource, for platform: Platform?, named reference: ImageReference?,
        to destinations: [Destination], searchPath: String
    ) async throws -> ImageBundle {
        let deliveries = try await Delivery.find(destinations, searchPath: searchPath)
        return try await Workspace.with(below: work) { workspace in
            let image = try await read(source, for: platform, in: workspace).named(reference)
            try await delivery(in: workspace).deliver(image, to: deliveries)
            return image
        }
    }

    /// Delivers an index over the images that `sources` name.
    /// - Returns: What was delivered.
    /// - Throws: As ``deliver(_:for:named:to:searchPath:)``, and `ImageJoinError`.
    public func join(
        _ sources: [BaseSource], annotations: [String: String], named reference: ImageReference?,
        to destinations: [Destination], searchPath: String
    ) async throws -> ImageBundle {
        if destinations.contains(.registry), reference?.registry == nil { throw BuildError.noReference }
        let deliveries = try await Delivery.find(destinations, searchPath: searchPath)
        return try await Workspace.with(below: work) { workspace in
            var images: [ImageBundle] = []
            for source in sources { images.append(try await read(source, for: nil, in: workspace)) }
            let image = try ImageBundle.index(
                over: images, annotations: annotations, created: .epoch, reference: reference ?? images[0].reference)
            try await delivery(in: workspace, mountFrom: sources.flatMap(\.registry)).deliver(image, to: deliveries)
            return image
        }
    }

    /// Publishes under `reference` what `write` puts into the archive at the path that it is given.
    /// - Throws: As ``push(_:to:)``, and what `write` throws.
    public func publish(to reference: ImageReference, _ write: (FilePath) throws -> Void) async throws {
        guard reference.registry != nil else { throw BuildError.noReference }
        try await Workspace.with(below: work) { workspace in
            let archive = workspace.appending("published.tar")
            try write(archive)
            let image = try await read(.archive(archive), for: nil, in: workspace)
            _ = try await delivery(in: workspace).push(image, to: [reference])
        }
    }

    /// Brings what `reference` names into an archive, and hands its path to `read`.
    /// - Throws: As ``push(_:to:)``, and what `read` throws.
    public func fetch<Result>(
        _ reference: ImageReference, _ read: (FilePath) throws -> Result
    ) async throws -> Result {
        try await Workspace.with(below: work) { workspace in
            let archive = workspace.appending("fetched.tar")
            let image = try await self.read(.registry(reference), for: nil, in: workspace)
            try await ArchiveSink(file: archive).deliver(image)
            return try read(archive)
        }
    }

    private var work: FilePath { cache.appending("work") }

    private func read(
        _ source: BaseSource, for platform: Platform?, in workspace: FilePath, hashesLayers: Bool = true
    ) async throws -> ImageBundle {
        try await reporter.step(.base, "reading \(source)", summarize: { "\($0.digest)" }) {
            let blobs = BlobCache(of: LayerCache(folder: cache.appending("layers")))
            let progress = TransferProgress(reporter, direction: .download)
            return try await registries.withClient(report: { progress.report($0) }) { client in
                try await StoredImage.read(
                    source, for: platform, workspace: workspace.appending("stored"), hashesLayers: hashesLayers
                ) {
                    CachedRegistryFetcher(client: client, reference: $0, cache: blobs)
                }
            }
        }
    }

    private func delivery(in workspace: FilePath, mountFrom: [ImageReference] = []) -> DeliveryStep {
        DeliveryStep(registries: registries, workspace: workspace, reporter: reporter, mountFrom: mountFrom)
    }
}
