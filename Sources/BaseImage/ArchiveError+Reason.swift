import LayerArchive

extension ArchiveError {
    /// What libarchive says, for a sentence that names the file itself.
    var reason: String { diagnostics.map(\.message).joined(separator: "; ") }
}
