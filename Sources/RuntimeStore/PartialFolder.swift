import ImageAssembly
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A folder filled beside its place and renamed into it when it is whole; until then nobody sees it under its name.
///
/// To be ended by ``commit()`` that returned true, or by ``discard()``.
final class PartialFolder {
    /// Where the folder is until then.
    let path: FilePath
    private let place: FilePath
    private let disk: Disk
    private let parents: [FilePath]

    /// A new empty folder beside `place`, of which errors speak; folders above it are made.
    init(for place: FilePath, disk: Disk) throws(DeliveryError) {
        self.place = place
        self.disk = disk
        let parent = place.removingLastComponent()
        parents = try disk.createFolders(parent)
        path = parent.appending(Self.newName())
        do {
            try disk.createFolders(path)
        } catch .cannotWrite(_, let errno) {
            disk.remove(parents)
            throw .cannotWrite(place, errno)
        } catch {
            disk.remove(parents)
            throw error
        }
    }

    /// A name that nothing has, and that no runtime can have.
    static func newName() -> String {
        ".chassis-\(String(UInt64.random(in: 0 ... .max), radix: 16)).partial"
    }

    /// Writes the new file `name` with the bytes that `body` hands to its argument.
    func write(_ name: String, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws {
        let file = try disk.createFile(path.appending(name), for: place)
        do {
            try body { try disk.write($0, to: file, for: place) }
        } catch {
            try? file.close()  // the error above is the one to tell
            throw error
        }
        try disk.close(file, for: place)
    }

    /// Writes the new file `name` with the content `bytes`.
    func write(_ name: String, bytes: [UInt8]) throws {
        try write(name) { write in try bytes.withUnsafeBytes(write) }
    }

    /// Removes the file `name`, which is only needed while the folder is filled.
    func remove(_ name: String) throws(DeliveryError) {
        do {
            try disk.removeAtOnce(path.appending(name))
        } catch .cannotWrite(_, let errno) {
            throw .cannotWrite(place, errno)
        } catch {
            throw error
        }
    }

    /// Gives the folder its place, unless there is something already.
    /// - Returns: Whether this folder is there now.
    func commit() throws(DeliveryError) -> Bool {
        do {
            try disk.rename(path, to: place)
            return true
        } catch .cannotWrite(_, .directoryNotEmpty), .cannotWrite(_, .fileExists), .cannotWrite(_, .notDirectory) {
            return false
        } catch {
            throw error
        }
    }

    /// Removes the folder, and those above that were made for it and are empty.
    func discard() {
        // What cannot be removed stays, hidden: this cleans up, and the failure before it is the one to tell.
        try? FileManager.default.removeItem(atPath: path.string)
        disk.remove(parents)
    }
}
