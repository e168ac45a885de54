public import BuildReport
import LayerArchive
public import SystemPackage

/// The archive of ``ArchiveSink`` as a stream, for a pipe: `chassis-build --output archive:- | podman load`.
///
/// What was written cannot be taken back: a reader knows that a stream was cut short by the tool's exit code, and by the
/// end of archive that is missing.
public struct StreamSink: ImageSink {
    private let descriptor: FileDescriptor

    /// The archive written to `descriptor`, which stays open.
    public init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    /// Writes the archive.
    /// - Throws: ``StreamError`` when the reader has gone or the disk behind it is full; `ArchiveError`,
    ///   `CancellationError`.
    public func deliver(_ image: ImageBundle) async throws {
        let tar = try TarWriter { bytes in
            try Task.checkCancellation()
            do {
                _ = try descriptor.writeAll(bytes)
            } catch {
                throw StreamError(errno: error as? Errno ?? .ioError)
            }
        }
        try ArchiveContents(image).write(to: tar)
        try tar.finish()
    }
}

/// Standard output takes no more.
public struct StreamError: DiagnosticError, Equatable {
    /// The system's reason.
    public let errno: Errno

    /// What happened to the stream.
    public var diagnostics: [Diagnostic] {
        [
            Diagnostic(
                "the archive cannot be written to standard output: \(errno)",
                try: "look at the program that reads it, or write a file: `--output archive:image.tar`")
        ]
    }
}
