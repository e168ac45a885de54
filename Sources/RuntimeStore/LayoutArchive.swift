import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage

/// An OCI image layout in a tar archive that may come from anybody: every read has a limit, and nothing of it is
/// trusted before its digest is that of the descriptor that leads to it.
///
/// The entries may stand in any order: the archive is read from its beginning for each that is asked for, which skips
/// over the others. Memory does not grow with it.
struct LayoutArchive {
    /// The most entries that an archive may have; an exported runtime has seven.
    static let entriesMax = 64

    /// The archive.
    let file: FilePath

    /// Looks through the archive's entries, and reads its version.
    /// - Throws: ``RuntimeError``; `ArchiveError` when the file cannot be read at all.
    init(_ file: FilePath) throws {
        self.file = file
        try SourceFile(file).close()
        try checkEntries()
        let bytes: [UInt8]
        do {
            bytes = try document(LayoutFiles.layout)
        } catch RuntimeError.damaged {
            throw RuntimeError.notAnArchive(file, reason: "there is no `\(LayoutFiles.layout)` in it")
        }
        let version = try decode(LayoutVersion.self, from: bytes, LayoutFiles.layout).imageLayoutVersion
        guard version == LayoutVersion.known else {
            throw RuntimeError.notAnArchive(file, reason: "it is a layout of the unknown version `\(version)`")
        }
    }

    /// The layout's index.
    func index() throws -> ImageIndex {
        try decode(ImageIndex.self, from: document(LayoutFiles.index), LayoutFiles.index)
    }

    /// The JSON document that `descriptor` leads to.
    func json<Value: Decodable>(_ type: Value.Type, at descriptor: Descriptor) throws -> Value {
        try decode(type, from: bytes(of: descriptor), LayoutFiles.path(of: descriptor.digest))
    }

    /// The blob that `descriptor` leads to; a document, which is held in memory.
    func bytes(of descriptor: Descriptor) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try copy(descriptor, bytesMax: RuntimeRecord.documentBytesMax) { bytes += $0 }
        return bytes
    }

    /// Hands the blob that `descriptor` leads to to `sink` in pieces, and compares size and digest.
    /// - Throws: ``RuntimeError``, perhaps after `sink` has taken bytes; an error of `sink` unchanged.
    func copy(
        _ descriptor: Descriptor, bytesMax: Int64, to sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let digester = try Digester()
        try copy(
            LayoutFiles.path(of: descriptor.digest), bytes: descriptor.size, bytesMax: bytesMax
        ) { piece in
            try digester.update(piece)
            try sink(piece)
        }
        let found = try digester.finish()
        guard found == descriptor.digest else {
            throw RuntimeError.damagedBlob(file, expected: descriptor.digest, found: found)
        }
    }

    /// Runs `body`, and tells what libarchive finds wrong as damage of this file.
    func reading<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as ArchiveError {
            throw RuntimeError.damaged(file, reason: Self.reason(error))
        }
    }
}

extension LayoutArchive {
    private func checkEntries() throws {
        let tar: TarReader
        var entry: TarEntry?
        do {
            tar = try TarReader(file)
            entry = try tar.next()
        } catch {
            throw RuntimeError.notAnArchive(file, reason: Self.reason(error))
        }
        guard entry != nil else { throw RuntimeError.notAnArchive(file, reason: "it is empty") }
        var names: Set<String> = []
        var count = 0
        try reading {
            while let present = entry {
                count += 1
                guard count <= Self.entriesMax else { throw damaged("it has more than \(Self.entriesMax) entries") }
                try check(present, names: &names)
                entry = try tar.next()
            }
        }
    }

    private func check(_ entry: TarEntry, names: inout Set<String>) throws(RuntimeError) {
        guard let name = Self.name(of: entry) else {
            throw damaged("the name `\(entry.path)` in it leads out of the archive")
        }
        switch entry.kind {
        case .directory: break
        case .file: guard names.insert(name).inserted else { throw damaged("`\(name)` is in it twice") }
        case .symbolicLink, .other: throw damaged("`\(name)` in it is neither a file nor a folder")
        }
    }

    private func document(_ name: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try copy(name, bytes: nil, bytesMax: RuntimeRecord.documentBytesMax) { bytes += $0 }
        return bytes
    }

    /// Hands the content of the entry `name` to `sink`; it has `bytes` bytes where that is known, and never more than
    /// `bytesMax`.
    private func copy(
        _ name: String, bytes: Int64?, bytesMax: Int64, to sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try reading {
            if let bytes { try checkLimit(name, bytes, bytesMax) }
            let tar = try TarReader(file)
            guard let entry = try Self.find(name, in: tar) else { throw damaged("`\(name)` is missing in it") }
            let expected = bytes ?? entry.size
            guard entry.size == expected else {
                throw damaged("`\(name)` in it has \(entry.size) bytes and should have \(expected)")
            }
            try checkLimit(name, expected, bytesMax)
            var rest = expected
            try tar.forEachPiece { piece in
                try Task.checkCancellation()
                rest -= Int64(piece.count)
                guard rest >= 0 else { throw damaged("`\(name)` in it is longer than it says") }
                try sink(piece)
            }
            guard rest == 0 else { throw damaged("`\(name)` in it is shorter than it says") }
        }
    }

    private func checkLimit(_ name: String, _ bytes: Int64, _ bytesMax: Int64) throws(RuntimeError) {
        guard 0...bytesMax ~= bytes else {
            throw damaged("`\(name)` in it has \(bytes) bytes; at most \(bytesMax) are read")
        }
    }

    private static func find(_ name: String, in tar: TarReader) throws -> TarEntry? {
        while let entry = try tar.next() {
            if entry.kind == .file, Self.name(of: entry) == name { return entry }
        }
        return nil
    }

    /// The entry's name without `./` before it and `/` behind it; nil when it is absolute or has `..` in it.
    private static func name(of entry: TarEntry) -> String? {
        guard !entry.path.hasPrefix("/") else { return nil }
        let parts = entry.path.split(separator: "/").filter { $0 != "." }
        return parts.contains("..") ? nil : parts.joined(separator: "/")
    }

    private func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8], _ name: String
    ) throws(RuntimeError) -> Value {
        do {
            return try CanonicalJSON.decode(type, from: bytes)
        } catch {
            throw damaged("`\(name)` in it is not the JSON that an OCI layout has there")
        }
    }

    private func damaged(_ reason: String) -> RuntimeError {
        .damaged(file, reason: reason)
    }

    private static func reason(_ error: ArchiveError) -> String {
        error.diagnostics.map(\.message).joined(separator: "; ")
    }
}
