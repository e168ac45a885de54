import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage

/// The records of the images that were built here, one for each name and platform, in a folder of the cache.
struct ImageHistory {
    /// The folder; it is made when there is something to keep.
    let folder: FilePath

    /// What the last image of this name was; nil when there was none, or what is kept of it cannot be read.
    func last(_ name: ImageReference, _ platform: Platform) -> ImageRecord? {
        // Nothing depends on it but a report: whatever is wrong with the file, there is no last image.
        guard let bytes = try? SourceFile.bytes(of: place(of: name, platform)) else { return nil }
        return try? CanonicalJSON.decode(ImageRecord.self, from: bytes)
    }

    /// Keeps `record` as what the last image of this name was.
    /// - Throws: `DeliveryError`.
    func keep(_ record: ImageRecord, of name: ImageReference, _ platform: Platform) throws {
        let disk = Disk()
        try disk.createFolders(folder)
        let place = try place(of: name, platform)
        let file = try PartialFile(in: folder, for: place, disk: disk)
        do {
            try CanonicalJSON.encode(record).withUnsafeBytes { try file.write($0) }
            try file.commit(as: place)
        } catch {
            file.discard()
            throw error
        }
    }

    private func place(of name: ImageReference, _ platform: Platform) throws -> FilePath {
        let key = try Digest.of(Array("\(name.fullyQualified) \(platform)".utf8))
        return folder.appending("\(key.hex.prefix(32)).json")
    }
}
