public import ImageAssembly
public import SystemPackage

/// A file or a folder that goes into the image beside the model's files: an item of `files`.
///
/// Of a folder everything in it goes below the destination. A mode is that of each file, and directories may be entered
/// wherever it lets them be read; an owner is that of every entry from the destination on down. The directories above
/// the destination are root's, 0755.
public struct NamedFile: Hashable, Sendable {
    /// The file or folder on this machine, an absolute path; there was one when the project was read.
    public let source: FilePath
    /// Where it goes.
    public let destination: LayerPath
    /// Its mode and owner.
    public let attributes: LayerEntry.Attributes
    /// The line of `chassis.yaml` that names the source.
    public let line: Int

    /// A file or folder that is there.
    public init(source: FilePath, destination: LayerPath, attributes: LayerEntry.Attributes = .usual, line: Int) {
        self.source = source
        self.destination = destination
        self.attributes = attributes
        self.line = line
    }
}
