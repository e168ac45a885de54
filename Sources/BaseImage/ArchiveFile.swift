import ImageAssembly
import LayerArchive
import SystemPackage

/// The tar file to read an image from: the one that a user named, or what was uncompressed of it, which is removed when
/// nobody holds this any more.
final class ArchiveFile: Sendable {
    let path: FilePath
    private let isTemporary: Bool

    init(_ file: FilePath, source: String, workspace: FilePath) throws {
        guard try LayerCompressionSniffer.look(at: file).mediaType == .layerTarGzip else {
            path = file
            isTemporary = false
            return
        }
        let partial = try PartialFile(in: workspace, for: workspace, disk: Disk())
        do {
            try GzipReader(file).forEachPiece { piece in
                try Task.checkCancellation()
                try partial.write(piece)
            }
            let name = "base-\(String(UInt64.random(in: 0 ... .max), radix: 16)).tar"
            path = workspace.appending(name)
            isTemporary = true
            try partial.commit(as: path)
        } catch let error as ArchiveError {
            partial.discard()
            throw BaseError(source, .damagedArchive(reason: error.reason))
        } catch {
            partial.discard()
            throw error
        }
    }

    deinit {
        if isTemporary { Disk().remove([path]) }
    }
}
