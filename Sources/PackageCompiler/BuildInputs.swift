import FileSnapshot
import SystemPackage

/// What a build reads: files by their metadata, taken before the build, so that a change during it is not lost.
struct BuildInputs: Hashable, Sendable {
    let folders: [FilePath]
    let files: [FilePath]
    private let snapshot: FileSnapshot

    /// Looks at everything below `folders`, and at `files`; see `FileSnapshot` for what counts.
    /// - Throws: `FileSnapshotError`.
    init(folders: [FilePath], files: [FilePath]) throws(FileSnapshotError) {
        self.folders = folders
        self.files = files
        snapshot = try FileSnapshot(folders: folders, files: files)
    }

    /// A digest of the state, as text.
    var digest: String { "\(snapshot.digest)" }
}
