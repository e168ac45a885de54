import ImageAssembly
import LayerArchive
import OCISpec
public import SystemPackage

/// Prepared runtimes on a disk, each in a folder of its own that is complete or absent.
///
/// Any number of processes may use one store at once. An object never changes in its place, so a path that ``find(_:)``
/// gave stays good until somebody removes the runtime.
public struct RuntimeStore: Sendable {
    /// The folder that holds the runtimes' folders; it need not exist.
    public let folder: FilePath
    var disk = Disk()

    /// How often a place is cleared of what stands there damaged. A second round means that another process has put
    /// something there in the same moment.
    private static let roundsMax = 10

    /// The store in `folder`.
    public init(folder: FilePath) {
        self.folder = folder
    }

    /// The runtime for `key`, or nil when there is none.
    ///
    /// This reads some kilobytes and the size of the object, not the object; ``verify(_:)`` does. A runtime with a
    /// damaged record, of another format version, with an object of another size, or made for another key is none.
    /// - Throws: `ArchiveError` or `DeliveryError` when the system does not let this user read it.
    public func find(_ key: RuntimeKey) throws -> PreparedRuntime? {
        try load(key.name).flatMap { $0.key == key ? $0 : nil }
    }

    /// Puts a copy of the file `object` into the store as the runtime for `key`, which others see when it is whole.
    ///
    /// When a runtime for `key` is there already, and its object has the digest that it should have, that one stays and
    /// is returned; a damaged one is replaced.
    /// - Throws: `ArchiveError` when `object` cannot be read, ``RuntimeError/tooLarge(_:byteCount:)``, `DeliveryError`
    ///   when the store cannot be written, `CancellationError`. The store is then as it was.
    public func add(
        object: FilePath, key: RuntimeKey, linkerArguments: [String], packages: [RuntimePackage]
    ) throws -> PreparedRuntime {
        let source = try SourceFile(object)
        defer { source.close() }
        guard source.size <= RuntimeRecord.objectBytesMax else {
            throw RuntimeError.tooLarge(object, byteCount: source.size)
        }
        return try add(key) { folder in
            let digester = try Digester()
            try folder.write(RuntimeRecord.objectName) { write in
                try source.forEachPiece { piece in
                    try Task.checkCancellation()
                    try digester.update(piece)
                    try write(piece)
                }
            }
            return RuntimeRecord(
                key: key, digest: try digester.finish(), byteCount: source.size, linkerArguments: linkerArguments,
                packages: packages)
        }
    }

    /// Every runtime in the store that ``find(_:)`` would find, sorted by the name of its key.
    /// - Throws: As ``find(_:)``, and when the folder cannot be listed. A folder that does not exist is an empty store.
    public func all() throws -> [PreparedRuntime] {
        guard try disk.status(folder) != nil else { return [] }
        do {
            return try FolderListing.names(in: folder).filter { !$0.hasPrefix(".") }.compactMap(load)
        } catch LayerError.unreadable(let path, let errno) {
            throw DeliveryError.cannotRead(path, errno)
        }
    }

    /// Removes `runtime`; that it is not there any more is fine.
    /// - Throws: `DeliveryError`.
    public func remove(_ runtime: PreparedRuntime) throws {
        try disk.removeAtOnce(folder.appending(runtime.key.name))
    }

    /// Reads all of the object and compares its digest.
    /// - Throws: ``RuntimeError/changed(_:expected:found:)``, `ArchiveError` when it cannot be read, `CancellationError`.
    public func verify(_ runtime: PreparedRuntime) throws {
        let object = try SourceFile(runtime.object)
        defer { object.close() }
        let digester = try Digester()
        try object.forEachPiece { piece in
            try Task.checkCancellation()
            try digester.update(piece)
        }
        let found = try digester.finish()
        guard found == runtime.digest else {
            throw RuntimeError.changed(runtime.object, expected: runtime.digest, found: found)
        }
    }
}

extension RuntimeStore {
    /// Puts the runtime for `key`, of which `fill` writes the object and returns the record, into its place.
    func add(_ key: RuntimeKey, fill: (PartialFolder) throws -> RuntimeRecord) throws -> PreparedRuntime {
        let partial = try PartialFolder(for: folder.appending(key.name), disk: disk)
        do {
            let record = try fill(partial)
            try partial.write(RuntimeRecord.fileName, bytes: record.encoded())
            return try settle(partial, record)
        } catch {
            partial.discard()
            throw error
        }
    }

    private func settle(_ partial: PartialFolder, _ record: RuntimeRecord) throws -> PreparedRuntime {
        let place = folder.appending(record.key.name)
        for _ in 1...Self.roundsMax {
            if try partial.commit() { return PreparedRuntime(record, in: place) }
            if let present = try find(record.key), try isIntact(present) {
                partial.discard()
                return present
            }
            try disk.removeAtOnce(place)
        }
        throw DeliveryError.cannotWrite(place, .fileExists)
    }

    /// Whether the object is what its record says; false also when it goes away meanwhile.
    private func isIntact(_ runtime: PreparedRuntime) throws -> Bool {
        do {
            try verify(runtime)
            return true
        } catch is RuntimeError {
            return false
        } catch is ArchiveError {
            return false
        }
    }

    /// The runtime in the folder `name`; nil when there is none, or a damaged one.
    private func load(_ name: String) throws -> PreparedRuntime? {
        let place = folder.appending(name)
        guard let bytes = try document(place.appending(RuntimeRecord.fileName)),
            let record = try? RuntimeRecord(decoding: bytes),  // why it is none makes no difference here
            record.key.name == name
        else { return nil }
        let runtime = PreparedRuntime(record, in: place)
        guard let status = try disk.status(runtime.object), status.type == .regular,
            status.size == runtime.byteCount
        else { return nil }
        return runtime
    }

    /// The bytes of a record; nil when there is none, or none that this tool has written.
    private func document(_ path: FilePath) throws -> [UInt8]? {
        do {
            let file = try SourceFile(path)
            defer { file.close() }
            guard file.size <= RuntimeRecord.documentBytesMax else { return nil }
            var bytes: [UInt8] = []
            try file.forEachPiece { bytes += $0 }
            return bytes
        } catch ArchiveError.unreadable(_, .noSuchFileOrDirectory), ArchiveError.unreadable(_, .notDirectory) {
            return nil
        } catch ArchiveError.notARegularFile, ArchiveError.changedWhileRead {
            return nil
        }
    }
}
