import ImageAssembly
import OCISpec
import RegistryStub

@testable import RegistryClient

/// Breaks each request of a push or pull in turn, so that no request is left that was never seen to fail.
enum StubSweep {
    /// What may happen to any request, and be over when it is made again.
    enum Trouble: String, CaseIterable {
        case droppedBeforeBody, droppedInBody, answerLost, answerCut, unavailable, unavailableEarly, overloaded
        case failedAfterWork, timedOutAfterWork

        /// Whether the registry has done its work all the same.
        var isAfterWork: Bool { [.answerLost, .answerCut, .failedAfterWork, .timedOutAfterWork].contains(self) }

        var fault: RegistryStub.Fault {
            switch self {
            case .droppedBeforeBody: .dropAfterRequestBytes(0)
            case .droppedInBody: .dropAfterRequestBytes(300)
            case .answerLost: .workThenDrop
            case .answerCut: .dropAfterResponseBytes(1)
            case .unavailable: .answer(.html(503))
            case .unavailableEarly: .answerEarly(.html(502, title: "Bad Gateway"))
            case .overloaded: .answer(.wait(.seconds(2)))
            case .failedAfterWork: .workThenAnswer(.html(500, title: "Internal Server Error"))
            case .timedOutAfterWork: .workThenAnswer(.html(504, title: "Gateway Time-out"))
            }
        }
    }

    /// A registry as it may be found.
    enum Kind: String, CaseIterable {
        case open, tokens, shortTokens, elsewhere

        var options: RegistryStub.Options {
            var options = RegistryStub.Options()
            var service = RegistryStub.TokenService()
            switch self {
            case .open: break
            case .tokens: options.auth = .bearer(service)
            case .shortTokens:
                (service.usesMax, service.origin) = (5, .tokens)
                options.auth = .bearer(service)
                options.locations = .pathRelative
            case .elsewhere:
                options.auth = .bearer(service)
                options.locations = .otherOrigin
                options.blobSource = .storage(forHEAD: true)
            }
            return options
        }
    }

    /// An image of which one layer goes whole, and one in three pieces.
    static func image() throws -> [Blob] {
        try SampleImage(layers: [SampleImage.bytes(900, seed: 3), SampleImage.bytes(2500, seed: 4)]).blobs
    }

    /// Two images with a layer and the configuration in common, and an index of them.
    static func index() throws -> [Blob] {
        let layers = (3...5).map { SampleImage.bytes(900, seed: $0) }
        let images = try [SampleImage(layers: Array(layers[..<2])), SampleImage(layers: Array(layers[1...]))]
        let index = ImageIndex(manifests: images.map(\.manifest.descriptor))
        let blobs = images.flatMap { $0.layers + [$0.config] } + images.map(\.manifest)
        return blobs + [try Blob(CanonicalJSON.encode(index), mediaType: .imageIndex)]
    }

    /// One upload after the other, so that the same request is the n-th one each time.
    static func inOrder(_ options: inout RegistryOptions) {
        options.parallelUploads = 1
        options.monolithicBytesMax = 1000
        options.chunkBytes = 1000
    }

    /// Pushes `blobs` as `digits:v1` to a registry that has the first of them in the repository `base`.
    static func push(_ blobs: [Blob], to registry: RegistryStub, by test: TestClient) async throws -> PushResult {
        try registry.add(blob: blobs[0].bytesInMemory(), to: "base")
        return try await test.client.push(
            blobs, to: [registry.reference()], mountFrom: [registry.reference("base:v1")])
    }

    /// The bytes that a push has to send: of each blob but the first, which is mounted.
    static func bytesToSend(_ blobs: [Blob]) -> Int {
        Set(blobs.dropFirst().map(\.descriptor)).filter { !ManifestKind.isManifest($0.mediaType) }
            .reduce(0) { $0 + Int($1.size) }
    }

    /// The number of requests of a push that nothing happens to.
    static func requests(_ blobs: [Blob], _ kind: Kind) async throws -> Int {
        try await withClient(kind.options, credentials: TestCredentials.tester, client: inOrder) { registry, test in
            _ = try await push(blobs, to: registry, by: test)
            return registry.log.count
        }
    }
}

extension RegistryStub {
    /// What the tag `digits:v1` is worth.
    enum TagState: Equatable {
        case missing, broken, complete
    }

    /// Whether the tag leads to the last of `blobs`, and all the others are there.
    func state(of blobs: [Blob]) -> TagState {
        guard let root = manifest("digits", "v1") else { return .missing }
        let isThere = blobs.allSatisfy { blob in
            let (digest, size) = (blob.descriptor.digest, Int(blob.descriptor.size))
            return manifest("digits", "\(digest)") != nil || blobSize(digest, in: "digits") == size
        }
        return root.digest == blobs.last?.descriptor.digest && isThere ? .complete : .broken
    }
}
