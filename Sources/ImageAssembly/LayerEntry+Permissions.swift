extension LayerEntry.Content {
    /// The permission bits in the image, whatever a file's are on this machine beside the owner's right to execute it.
    var permissions: UInt16 {
        switch self {
        case .directory, .symbolicLink: 0o755
        case .file(_, let isExecutable), .bytes(_, let isExecutable): isExecutable ? 0o755 : 0o644
        }
    }
}
