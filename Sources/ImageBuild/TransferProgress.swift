import BuildReport
import ImageAssembly
import OCISpec
import RegistryClient
import Synchronization

/// Tells a build's reporter what a registry client tells of its transfers, with names for people.
final class TransferProgress: Sendable {
    private let reporter: any BuildReporter
    private let direction: Transfer.Direction
    private let names: [Digest: String]
    private let running = Mutex<[Digest: Descriptor]>([:])

    /// The progress of blobs that are named after what they are in `contents`.
    init(_ reporter: any BuildReporter, direction: Transfer.Direction, contents: ImageBundle? = nil) {
        self.reporter = reporter
        self.direction = direction
        let blobs = contents?.blobs ?? []
        names = Dictionary(blobs.map { ($0.descriptor.digest, Self.kind(of: $0.descriptor.mediaType)) }) { $1 }
    }

    /// Passes `event` on.
    func report(_ event: TransferEvent) {
        switch event {
        case .began(let descriptor):
            // What is resumed does not begin at 0, so that the first number to tell is the next event's.
            running.withLock { $0[descriptor.digest] = descriptor }
        case .advanced(let digest, let bytes):
            guard let descriptor = running.withLock({ $0[digest] }) else { return }
            tell(descriptor, bytes: bytes, .running)
        case .ended(let digest, let outcome):
            guard let descriptor = running.withLock({ $0.removeValue(forKey: digest) }) else { return }
            tell(descriptor, bytes: descriptor.size, Self.state(after: outcome))
        case .waiting(let host, let duration, let reason):
            let seconds = Int((duration / .seconds(1)).rounded(.up))
            reporter.report(.note("\(host): \(reason), trying again in \(seconds) s"))
        case .warning(let host, let text): reporter.report(.note("\(host) says: \(text)"))
        case .note(let text): reporter.report(.note(text))
        }
    }

    private func tell(_ descriptor: Descriptor, bytes: Int64, _ state: Transfer.State) {
        let kind = names[descriptor.digest] ?? Self.kind(of: descriptor.mediaType)
        reporter.report(
            .transfer(
                Transfer(
                    id: descriptor.digest.hex, name: "\(kind) \(descriptor.digest.hex.prefix(12))",
                    direction: direction, doneBytes: bytes, totalBytes: descriptor.size, state: state)))
    }

    private static func kind(of type: MediaType) -> String {
        if type.isIndex { return "index" }
        if type.isManifest { return "manifest" }
        if type.isLayer { return "layer" }
        return type == .imageConfig || type == .dockerConfig ? "config" : "blob"
    }

    private static func state(after outcome: BlobOutcome) -> Transfer.State {
        switch outcome {
        case .present: .skipped("present")
        case .mounted(let place): .skipped("mounted from \(place)")
        case .uploaded: .ended("uploaded")
        case .resumed(let offset): .ended("resumed at \(ByteCount(offset))")
        case .downloaded: .ended("downloaded")
        }
    }
}
