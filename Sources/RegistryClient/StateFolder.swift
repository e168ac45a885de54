import ImageAssembly
import OCISpec
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Small JSON files that one run leaves for the next.
///
/// What is in them saves work and nothing else: one that cannot be read or written, or makes no sense, is as good as
/// none, and never an error. They hold upload addresses, which may be signed, so nobody else may read them.
struct StateFolder: Sendable {
    let path: FilePath
    private let disk = Disk()

    init(_ path: FilePath) {
        self.path = path
    }

    /// The document `name`; nil when there is none that can be read.
    func read<Document: Decodable>(_ type: Document.Type, _ name: String) -> Document? {
        // Whatever is wrong with the file, the answer is that nothing is known.
        guard let data = try? Data(contentsOf: URL(filePath: path.appending(name).string)) else { return nil }
        return try? CanonicalJSON.decode(type, from: Array(data))
    }

    /// Puts `document` in the place of `name`, whole or not at all.
    func write(_ document: some Encodable, _ name: String) {
        let target = path.appending(name)
        let partial = path.appending(".\(name).\(String(UInt64.random(in: 0 ... .max), radix: 16))")
        do {
            try disk.createFolders(path)
            let file = try FileDescriptor.open(
                partial, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec], permissions: .ownerReadWrite)
            _ = try file.closeAfter { try file.writeAll(CanonicalJSON.encode(document)) }
            try disk.rename(partial, to: target)
        } catch {
            disk.remove([partial])  // nothing is left to save the next run's work with, and nothing else is lost
        }
    }

    /// Removes `name`, if it is there.
    func remove(_ name: String) {
        disk.remove([path.appending(name)])
    }
}
