import ELFFiles
public import OCISpec
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What SwiftPM is to compile for in place of this machine: one target of a Swift SDK.
public struct SwiftSDKTarget: Hashable, Sendable {
    /// The SDK.
    public let sdk: SwiftSDK
    /// What it was chosen for.
    public let platform: Platform
    let target: SwiftSDK.Target

    init(sdk: SwiftSDK, target: SwiftSDK.Target, platform: Platform) {
        self.sdk = sdk
        self.target = target
        self.platform = platform
    }

    /// The target's triple: `aarch64-swift-linux-musl`.
    public var triple: String { target.triple.text }

    /// SDK and triple, so that it can be the name of a folder.
    var name: String { fileName(from: "\(sdk.id)-\(triple)") }

    /// Whether it has the static library that a linker's `-l` with the word `name` means.
    func hasStaticLibrary(_ name: String) -> Bool {
        // A triple with musl has a folder of its own name.
        ["linux-static", "linux"].contains { folder in
            let file = target.staticResources?.appending(folder).appending("lib\(name).a")
            return file.map { FileManager.default.fileExists(atPath: $0.string) } ?? false
        }
    }

    /// Looks whether the executable at `path` is one for the platform, and whole.
    /// - Throws: ``SwiftSDKError``, `ELFError`; ``CompileError/unknownProcessor(_:)``.
    func check(_ path: FilePath) throws {
        let file = try ELFFile(at: path)
        guard let made = file.machine.platform else { throw CompileError.unknownProcessor(path) }
        guard PlatformMatch.areSame(made, platform) else {
            throw SwiftSDKError.otherPlatform(path, made, wanted: self)
        }
        if let interpreter = file.interpreter {
            throw SwiftSDKError.notStatic(path, interpreter: interpreter, self)
        }
    }

    /// Makes `folder` anew, as a place that has no SDK but this one, and returns what `swift build` is given to compile
    /// with it.
    ///
    /// The target is named by its triple. Of an SDK that is named by its id SwiftPM 6.3 takes the libraries of any target,
    /// another one from run to run, whatever `--triple` says. A triple that several SDKs have is ambiguous, hence the folder.
    /// Without `--static-swift-stdlib` it would look for Swift in the folder of the shared libraries.
    /// - Throws: ``CacheError``.
    func arguments(linkingIn folder: FilePath) throws(CacheError) -> [String] {
        let files = FileManager.default
        try? files.removeItem(atPath: folder.string)  // there may be none; what cannot be removed is told below
        try CacheDirectory.create(folder)
        // What `swift sdk configure` has changed counts as well, where there is something.
        let configuration = sdk.bundle.removingLastComponent().appending("configuration")
        for original in [sdk.bundle, configuration] where files.fileExists(atPath: original.string) {
            guard let name = original.lastComponent else { continue }
            let link = folder.appending(name)
            do {
                try files.createSymbolicLink(atPath: link.string, withDestinationPath: original.string)
            } catch {
                throw .notWritable(link, reason: SystemReason(of: error).text)
            }
        }
        return ["--swift-sdks-path", folder.string, "--swift-sdk", triple, "--static-swift-stdlib"]
    }
}
