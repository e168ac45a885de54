import ImageAssembly
import OCISpec
import ProjectConfig
import Synchronization
import SystemPackage

@testable import RuntimeStore

/// A small runtime: its key, and bytes in the place of an object.
enum Fixture {
    static let packages = [RuntimePackage(identity: "swift-nio", version: "2.101.2")]
    static let linkerArguments = ["-lFoundationEssentials", "-lm"]
    static let object = noise(count: 20_000)

    static func key(
        toolchain: String = "swift-6.3.1-RELEASE-x86_64-unknown-linux-gnu", variant: ServerVariant = .omi,
        options: [String] = ["-O", "-wmo"], sources: String = "sources"
    ) throws -> RuntimeKey {
        try RuntimeKey(
            toolchain: toolchain, variant: variant, options: options, sources: Digest.of(Array(sources.utf8)))
    }

    /// Adds a runtime to `store`, of an object that is written beside it.
    @discardableResult
    static func add(
        _ bytes: [UInt8] = object, for key: RuntimeKey? = nil, to store: RuntimeStore
    ) throws -> PreparedRuntime {
        let name = "object-\(UInt64.random(in: 0 ... .max))"
        let file = try write(bytes, to: name, in: store.folder.removingLastComponent())
        return try store.add(
            object: file, key: key ?? self.key(), linkerArguments: linkerArguments, packages: packages)
    }

    /// Bytes that gzip cannot make smaller; `count` is a multiple of eight.
    static func noise(count: Int, seed: UInt64 = 1) -> [UInt8] {
        var state = seed
        let words = (0..<count / 8).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state
        }
        return words.withUnsafeBytes { Array($0) }
    }
}

/// A disk whose change number `failing` fails.
final class FailingDisk: Sendable {
    private let changes = Mutex(0)
    private let failing: Int
    private let failure: Errno

    init(failing: Int, with failure: Errno = .noSpace) {
        self.failing = failing
        self.failure = failure
    }

    var disk: Disk {
        Disk { () throws(Errno) in
            let isFailing = self.changes.withLock { changes in
                changes += 1
                return changes == self.failing
            }
            if isFailing { throw self.failure }
        }
    }
}

extension RuntimeStore {
    /// The store in `folder` on `disk`.
    init(folder: FilePath, disk: Disk) {
        self.init(folder: folder)
        self.disk = disk
    }
}
