import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage

/// A tar file with an image in it, which may come from anybody.
///
/// Nothing is unpacked by the archive's own paths: an entry that is asked for goes to a file in the workspace that is
/// named after the digest of its bytes. The archive is read from its beginning for each of them, which skips over the
/// others, so that memory does not grow with it.
struct BaseArchive: LayoutStore {
    /// The most entries that an archive may have; an image of 127 layers in docker's oldest form has 400.
    static let entriesMax = 10_000

    let source: String
    private let tar: ArchiveFile
    private let workspace: FilePath
    /// What is in it, by name.
    private let entries: [String: TarEntry]

    /// Looks through the archive in `file`, which is uncompressed into `workspace` when it is compressed.
    /// - Throws: ``BaseError``; `ArchiveError` when the file cannot be opened; `DeliveryError`.
    init(_ file: FilePath, source: String, workspace: FilePath) throws {
        self.source = source
        self.workspace = workspace
        try Disk().createFolders(workspace)
        tar = try ArchiveFile(file, source: source, workspace: workspace)
        entries = try Self.entries(of: tar.path, source: source)
    }

    /// Finds the image as an OCI layout when the archive has one, else as docker's own archive.
    func fetcher() throws -> any BaseFetcher {
        if entries[LayoutFiles.index] != nil, entries[LayoutFiles.layout] != nil {
            return LayoutFetcher(self, name: nil)
        }
        return try DockerArchiveFetcher(self)
    }

    func document(_ name: String) throws -> [UInt8]? {
        guard entries[name] != nil else { return nil }
        var bytes: [UInt8] = []
        try read(name) { piece in
            bytes += piece
            guard bytes.count <= BaseLoader.manifestBytesMax else {
                throw BaseError(source, .damagedArchive(reason: "`\(name)` is larger than any such document"))
            }
        }
        return bytes
    }

    func blob(_ digest: Digest) throws -> FilePath? {
        let name = LayoutFiles.path(of: digest)
        guard entries[name] != nil else { return nil }
        return try unpack(name, expecting: digest).file
    }

    /// Copies the entry `name`, or the one that it links to, into the workspace, under the digest of its bytes.
    /// - Throws: ``BaseError`` when it is not there, or has another digest than `expected`, which is left out where
    ///   nothing says what it should be.
    func unpack(_ name: String, expecting expected: Digest? = nil) throws -> (file: FilePath, descriptor: Descriptor) {
        let partial = try PartialFile(in: workspace, for: workspace, disk: Disk())
        do {
            let digester = try Digester()
            var size: Int64 = 0
            var compression = LayerCompressionSniffer()
            try read(name) { piece in
                try Task.checkCancellation()
                compression.look(at: piece)
                try digester.update(piece)
                size += Int64(piece.count)
                try partial.write(piece)
            }
            let digest = try digester.finish()
            if let expected, digest != expected { throw BaseError(source, .wrongDigest(expected, found: digest)) }
            let file = workspace.appending(digest.hex)
            try partial.commit(as: file)
            return (file, Descriptor(mediaType: compression.mediaType, digest: digest, size: size))
        } catch {
            partial.discard()
            throw error
        }
    }

    /// Hands the content of the entry `name`, or of the one that it links to, to `body` in pieces.
    private func read(_ name: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let target = try followed(name)
        try Self.reading(source) {
            let reader = try TarReader(tar.path)
            while let entry = try reader.next() {
                guard EntryName.components(of: entry.path)?.joined(separator: "/") == target else { continue }
                return try reader.forEachPiece(body)
            }
        }
    }

    /// The file that `name` is: docker writes a layer that two images share once, and a link beside the second.
    private func followed(_ name: String) throws(BaseError) -> String {
        guard let entry = entries[name] else {
            throw BaseError(source, .damagedArchive(reason: "`\(name)` is missing"))
        }
        guard case .symbolicLink(let target) = entry.kind else { return name }
        guard let path = EntryName.resolve(target, beside: name) else { throw BaseError(source, .unsafeEntry(name)) }
        guard entries[path]?.kind == .file else {
            throw BaseError(source, .damagedArchive(reason: "`\(name)` leads to `\(target)`, which is not a file"))
        }
        return path
    }
}

extension BaseArchive {
    private static func entries(of tar: FilePath, source: String) throws -> [String: TarEntry] {
        try reading(source) {
            let reader = try TarReader(tar)
            var entries: [String: TarEntry] = [:]
            while let entry = try reader.next() {
                guard let name = EntryName.components(of: entry.path)?.joined(separator: "/") else {
                    throw BaseError(source, .unsafeEntry(entry.path))
                }
                guard entries.count < entriesMax else {
                    throw BaseError(source, .damagedArchive(reason: "it has more than \(entriesMax) entries"))
                }
                switch entry.kind {
                case .directory: break
                case .file, .symbolicLink:
                    guard entries.updateValue(entry, forKey: name) == nil else {
                        throw BaseError(source, .damagedArchive(reason: "`\(name)` is in it twice"))
                    }
                default:
                    throw BaseError(source, .damagedArchive(reason: "`\(name)` is neither a file nor a folder"))
                }
            }
            guard !entries.isEmpty else { throw BaseError(source, .notAnImage(reason: "it is an empty archive")) }
            return entries
        }
    }

    /// Runs `body`, and tells what libarchive finds wrong as damage of the archive.
    private static func reading<Result>(_ source: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as ArchiveError {
            throw BaseError(source, .damagedArchive(reason: error.reason))
        }
    }
}
