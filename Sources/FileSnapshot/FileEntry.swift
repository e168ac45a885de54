import SystemPackage

/// A path and what was found there. The path is kept as its bytes: names need not be UTF-8.
struct FileEntry: Hashable, Sendable {
    let path: [UInt8]
    let state: FileState

    /// Whether this one stands before `other` in a snapshot.
    func precedes(_ other: FileEntry) -> Bool { path.lexicographicallyPrecedes(other.path) }

    var filePath: FilePath { FilePath(bytes: path) }

    /// Bytes that no other entry has.
    var encoded: [UInt8] { path + [0] + state.encoded }
}

extension FilePath {
    /// The path of `bytes`, none of which is 0.
    init(bytes: some Collection<UInt8>) {
        self.init(platformString: bytes.map { CChar(bitPattern: $0) } + [0])
    }

    /// The bytes of the path, without a 0 at their end.
    var bytes: [UInt8] {
        withPlatformString { text in
            UnsafeBufferPointer(start: text, count: length).map { UInt8(bitPattern: $0) }
        }
    }
}
