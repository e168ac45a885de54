import LayerArchive
import OCISpec
import SystemPackage

/// Tells from the first bytes of a layer how it is compressed, as engines do: the media type is not always right.
struct LayerCompressionSniffer {
    private var head: [UInt8] = []

    /// Takes `piece` as the next piece of the layer; only the first four bytes count.
    mutating func look(at piece: UnsafeRawBufferPointer) {
        if head.count < 4 { head += piece.prefix(4 - head.count) }
    }

    /// The media type of a layer that begins so.
    var mediaType: MediaType {
        if head.starts(with: [0x1f, 0x8b]) { return .layerTarGzip }
        return head == [0x28, 0xb5, 0x2f, 0xfd] ? .layerTarZstd : .layerTar
    }

    /// Looks at the beginning of `file`.
    static func look(at file: FilePath) throws -> LayerCompressionSniffer {
        var sniffer = LayerCompressionSniffer()
        let source = try SourceFile(file)
        defer { source.close() }
        do {
            try source.forEachPiece { piece in
                sniffer.look(at: piece)
                throw Enough()
            }
        } catch is Enough {}
        return sniffer
    }

    /// Ends the reading of a file whose first piece was seen.
    private struct Enough: Error {}
}
