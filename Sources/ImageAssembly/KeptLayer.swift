import SystemPackage

/// A layer's folder in a ``LayerCache``, as a listing shows it.
struct KeptLayer {
    /// The names of the two files in the folder.
    static let record = "record.json"
    static let blob = "blob"

    let name: CachedLayerName
    /// When a build last made or used the layer; the record's modification time.
    let lastUse: FileTime
    /// The number of bytes of its blob.
    let bytes: Int64
    /// Whether both files are there; if not, nobody can use it.
    let isWhole: Bool

    /// Looks at the layer in `folder`.
    init(_ name: CachedLayerName, in folder: FilePath) {
        self.name = name
        // A file that cannot be looked at is as good as none.
        let record = try? folder.appending(Self.record).stat()
        let blob = try? folder.appending(Self.blob).stat()
        lastUse = record.map { FileTime($0.st_mtim) } ?? FileTime(nanoseconds: 0)
        bytes = blob?.size ?? 0
        isWhole = record?.type == .regular && blob?.type == .regular
    }
}
