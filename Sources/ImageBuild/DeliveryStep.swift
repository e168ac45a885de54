import BuildReport
import ImageAssembly
import OCISpec
import RegistryClient
import SystemPackage

/// The step that brings an image to where it was asked for.
struct DeliveryStep {
    let registries: RegistryAccess
    let workspace: FilePath
    let reporter: any BuildReporter
    /// The base in a registry, whose layers a push can take from there.
    var mountFrom: [ImageReference] = []

    /// Delivers `image` to each of `deliveries`, in their order. Engines get an archive in the workspace, made once for
    /// all of them.
    /// - Throws: What a sink, an engine or a registry throws; `CancellationError`.
    func deliver(_ image: ImageBundle, to deliveries: [Delivery]) async throws {
        let archive = workspace.appending("image.tar")
        var archiveIsWritten = false
        for delivery in deliveries {
            switch delivery {
            case .sink(let sink, let name):
                try await step(name, image) { try await sink.deliver(image) }
            case .engine(let command):
                try await step(delivery.name, image) {
                    if !archiveIsWritten { try await ArchiveSink(file: archive).deliver(image) }
                    archiveIsWritten = true
                    try await command.load(archive: archive)
                }
            case .registry:
                guard let reference = image.reference, reference.registry != nil else {
                    throw BuildError.noReference
                }
                _ = try await push(image, to: [reference])
            }
        }
    }

    /// Publishes `image` under each of `references`.
    /// - Throws: `RegistryError`, an error of the credentials, `CancellationError`.
    func push(_ image: ImageBundle, to references: [ImageReference]) async throws -> PushResult {
        let names = references.map(\.description).joined(separator: ", ")
        return try await reporter.step(.deliver, "pushing to \(names)", summarize: Self.summary) {
            let progress = TransferProgress(reporter, direction: .upload, contents: image)
            return try await registries.withClient(report: { progress.report($0) }) { client in
                try await client.push(image.blobs, to: references, mountFrom: mountFrom)
            }
        }
    }

    private func step(_ name: String, _ image: ImageBundle, _ body: () async throws -> Void) async throws {
        try await reporter.step(.deliver, "delivering to \(name)", summarize: { "\(image.digest)" }, body)
    }

    private static func summary(of result: PushResult) -> String {
        result.isUnchanged
            ? "\(result.digest), which was there already"
            : "\(result.digest), \(ByteCount(result.bytesSent)) sent"
    }
}
