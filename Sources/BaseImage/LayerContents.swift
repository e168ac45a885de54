import LayerArchive
import OCISpec
import SystemPackage

/// The uncompressed bytes of a layer.
enum LayerContents {
    /// Hands them to `body` in pieces, each valid only during its call; `compression` is how `blob` is stored.
    /// - Throws: `ArchiveError` when they are damaged. An error of `body` is thrown unchanged.
    static func forEachPiece(
        of blob: FilePath, _ compression: MediaType, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        switch compression {
        case .layerTarGzip: try GzipReader(blob).forEachPiece(body)
        case .layerTarZstd: try ZstdReader(blob).forEachPiece(body)
        default:
            let file = try SourceFile(blob)
            defer { file.close() }
            try file.forEachPiece(body)
        }
    }
}
