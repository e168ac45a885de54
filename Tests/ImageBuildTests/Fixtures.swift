import BuildReport
import Compression
import CredentialStore
import ImageAssembly
import OCISpec
import RegistryStub
import Synchronization
import SystemPackage
import TestSupport

@testable import ImageBuild

/// A user of this machine with a home and a cache of their own, and the registry that they use.
struct User {
    let registry: RegistryStub
    /// The home; what else a test needs lies beside it.
    let folder: FilePath
    let said = Recorder()

    /// Runs `body` with a user and a registry.
    static func with(
        _ options: RegistryStub.Options = .init(), _ body: (User) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { folder in
            try await withRegistry(options) { try await body(User(registry: $0, folder: folder)) }
        }
    }

    var variables: [String: String] {
        ["HOME": folder.string, "REGISTRY_AUTH_FILE": folder.appending("auth.json").string]
    }

    var cache: FilePath { folder.appending("cache") }

    var access: RegistryAccess {
        var access = RegistryAccess(variables: variables, cache: cache)
        access.options.certificateFolders = []
        return access
    }

    var transfer: ImageTransfer { ImageTransfer(registries: access, cache: cache, reporter: said) }

    func reference(_ name: String = "team/digits:v1") throws -> ImageReference {
        try ImageReference(parsing: "\(registry.authority)/\(name)")
    }

    /// An image of `weights` in the layout `name`.
    func layout(
        _ name: String, weights: String = "weights", for platform: Platform = .linuxAMD64
    ) async throws -> (path: FilePath, image: ImageBundle) {
        let layer = try LayerBuilder(
            workspace: folder.appending("work"), compression: .none, modificationTime: .epoch
        ).build([.file(bytes: Array(weights.utf8), at: "models/w")], createdBy: "test")
        let image = ImageBundle(
            try Image.assemble(
                layers: [layer], configuration: ContainerConfig(), platform: platform, created: .epoch,
                reference: ImageReference(parsing: "digits:v1")))
        let path = folder.appending(name)
        try await LayoutSink(directory: path).deliver(image)
        return (path, image)
    }
}

/// Keeps what it hears.
final class Recorder: BuildReporter {
    private let heard = Mutex<[BuildEvent]>([])

    func report(_ event: BuildEvent) {
        heard.withLock { $0.append(event) }
    }

    /// What came of each step.
    var summaries: [String] {
        heard.withLock { $0.compactMap { if case .ended(_, let summary, _) = $0 { summary } else { nil } } }
    }

    /// What became of each blob.
    var transfers: [Transfer.State] {
        heard.withLock { events in
            events.compactMap { event in
                guard case .transfer(let transfer) = event, transfer.state != .running else { return nil }
                return transfer.state
            }
        }
    }
}
