package import SystemPackage

/// A file written beside its place and renamed into it when it is whole; until then nobody sees it under its name.
///
/// To be ended by ``commit(as:)`` or ``discard()``.
package final class PartialFile {
    /// Where the bytes are until then.
    package let path: FilePath
    private let place: FilePath
    private let disk: Disk
    private var descriptor: FileDescriptor?

    /// A new empty file in `folder`; errors name `place`, which a user knows, instead of it.
    package init(in folder: FilePath, for place: FilePath, disk: Disk) throws(DeliveryError) {
        path = Self.path(in: folder)
        self.place = place
        self.disk = disk
        descriptor = try disk.createFile(path, for: place)
    }

    /// Where a file in `folder` may be until it is whole: a name that nothing there has.
    static func path(in folder: FilePath) -> FilePath {
        folder.appending(".chassis-\(String(UInt64.random(in: 0 ... .max), radix: 16)).partial")
    }

    /// Appends `bytes`.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(DeliveryError) {
        guard let descriptor else { preconditionFailure("a file that was committed or discarded is not written") }
        try disk.write(bytes, to: descriptor, for: place)
    }

    /// Closes the file and gives it its name `target`, in the same folder, in place of what is there.
    package func commit(as target: FilePath) throws(DeliveryError) {
        guard let descriptor else { preconditionFailure("a file is committed once, and not after it was discarded") }
        try disk.close(descriptor, for: place)
        self.descriptor = nil
        try disk.rename(path, to: target)
    }

    /// Closes and removes the file, after a failure.
    package func discard() {
        try? descriptor?.close()  // the failure before this one is the one to tell
        descriptor = nil
        disk.remove([path])
    }
}
