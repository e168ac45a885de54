import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The reading end of a pipe that holds a text and then ends.
///
/// A program that ends without reading its input would otherwise end its writer as well, by SIGPIPE. The text must fit
/// into the pipe, which a secret does: a pipe holds 64 KiB, and 4 KiB where a user has very many of them.
struct FilledPipe {
    /// The end to read from; its owner closes it.
    let end: FileDescriptor

    /// A pipe that holds `text`.
    /// - Throws: `Errno`, ``Errno/resourceTemporarilyUnavailable`` when the text does not fit.
    init(_ text: String) throws {
        let (end, writing) = try Self.open()
        do {
            try writing.closeAfter {
                let written = try Array(text.utf8).withUnsafeBytes { try writing.write($0) }
                guard written == text.utf8.count else { throw Errno.resourceTemporarilyUnavailable }
            }
        } catch {
            try? end.close()  // the error above is the one to tell
            throw error
        }
        self.end = end
    }

    /// A pipe that no other child of this process inherits, and whose writing end does not wait.
    private static func open() throws -> (reading: FileDescriptor, writing: FileDescriptor) {
        #if canImport(Darwin)
            let ends = try FileDescriptor.pipe()
            for end in [ends.readEnd, ends.writeEnd] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
        #else
            let ends = try FileDescriptor.pipe(options: .closeOnExec)
        #endif
        _ = fcntl(ends.writeEnd.rawValue, F_SETFL, O_NONBLOCK)
        return (ends.readEnd, ends.writeEnd)
    }
}
