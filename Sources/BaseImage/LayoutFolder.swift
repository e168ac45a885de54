import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage

/// An OCI layout in a folder, which is only read.
struct LayoutFolder: LayoutStore {
    let source: String
    private let folder: FilePath

    init(_ folder: FilePath, source: String) {
        self.folder = folder
        self.source = source
    }

    func document(_ name: String) throws -> [UInt8]? {
        let path = folder.appending(name)
        guard try Disk().status(path) != nil else { return nil }
        let file = try SourceFile(path)
        defer { file.close() }
        guard file.size <= BaseLoader.manifestBytesMax else {
            throw BaseError(source, .notAnImage(reason: "`\(name)` has \(file.size) bytes"))
        }
        var bytes: [UInt8] = []
        try file.forEachPiece { bytes += $0 }
        return bytes
    }

    func blob(_ digest: Digest) throws -> FilePath? {
        let path = folder.appending(LayoutFiles.path(of: digest))
        return try Disk().status(path) == nil ? nil : path
    }
}
