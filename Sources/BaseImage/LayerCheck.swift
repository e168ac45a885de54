import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage

/// A layer that was found good, and what is in it.
struct CheckedLayer {
    let layer: BaseLayer
    let listing: LayerListing
}

/// Compares a layer's bytes with its size, its digest and its diff id, and lists what is in it.
struct LayerCheck {
    private let descriptor: Descriptor
    private let json: JSONValue
    private let diffID: Digest
    private let blob: FilePath
    private let source: String

    /// A check of the layer in the file `blob`, which should be as `descriptor` and `diffID` say.
    init(_ descriptor: Descriptor, json: JSONValue, diffID: Digest, blob: FilePath, source: String) {
        self.descriptor = descriptor
        self.json = json
        self.diffID = diffID
        self.blob = blob
        self.source = source
    }

    /// Runs the check. A layer that libarchive cannot read where it is goes through a file in `workspace`, which is gone
    /// afterwards.
    func run(workspace: FilePath) throws -> CheckedLayer {
        let compression = try compareBytes()
        guard compression != .layerTar || descriptor.size % Self.blockBytes != 0 else {
            return try checked(tar: blob, size: descriptor.size, found: descriptor.digest)
        }
        try Disk().createFolders(workspace)
        let tar = try PartialFile(in: workspace, for: workspace, disk: Disk())
        defer { tar.discard() }
        let digester = try Digester()
        var size: Int64 = 0
        try reading {
            try LayerContents.forEachPiece(of: blob, compression) { piece in
                try Task.checkCancellation()
                try digester.update(piece)
                size += Int64(piece.count)
                try tar.write(piece)
            }
        }
        // umoci ends an archive after the last byte of the last file. Engines read that, and libarchive wants the block
        // to be full.
        let missing = [UInt8](repeating: 0, count: Int(-size & (Self.blockBytes - 1)))
        try missing.withUnsafeBytes { try tar.write($0) }
        return try checked(tar: tar.path, size: size, found: digester.finish())
    }

    private static let blockBytes: Int64 = 512

    private func checked(tar: FilePath, size: Int64, found: Digest) throws -> CheckedLayer {
        guard found == diffID else {
            throw BaseError(source, .wrongDiffID(layer: descriptor.digest, stated: diffID, found: found))
        }
        let listing = try reading { try LayerListing(tar: tar, source: source) }
        let layer = BaseLayer(
            descriptor: descriptor, descriptorJSON: json, diffID: diffID, uncompressedSize: size, blob: blob)
        return CheckedLayer(layer: layer, listing: listing)
    }

    /// Compares size and digest, and tells how the layer is compressed.
    private func compareBytes() throws -> MediaType {
        let file = try SourceFile(blob)
        defer { file.close() }
        guard file.size == descriptor.size else {
            throw BaseError(source, .wrongSize(descriptor.digest, stated: descriptor.size, found: file.size))
        }
        let digester = try Digester()
        var compression = LayerCompressionSniffer()
        try file.forEachPiece { piece in
            try Task.checkCancellation()
            compression.look(at: piece)
            try digester.update(piece)
        }
        let found = try digester.finish()
        guard found == descriptor.digest else {
            throw BaseError(source, .wrongDigest(descriptor.digest, found: found))
        }
        return compression.mediaType
    }

    /// Runs `body`, and tells what libarchive finds wrong as damage of this layer.
    private func reading<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as ArchiveError {
            throw BaseError(source, .damagedLayer(descriptor.digest, reason: error.reason))
        }
    }
}
