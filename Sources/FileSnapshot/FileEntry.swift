import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A path and what was found there. The path is kept as its bytes: names need not be UTF-8.
struct FileEntry: Hashable, Sendable {
    let path: [UInt8]
    let state: FileState

    /// Whether this one stands before `other` in a snapshot.
    func precedes(_ other: FileEntry) -> Bool {
        // The collections' own comparison is several times slower, and this is a third of a snapshot's time.
        path.withUnsafeBytes { own in
            other.path.withUnsafeBytes { others in
                guard let one = own.baseAddress, let two = others.baseAddress else { return own.count < others.count }
                let order = memcmp(one, two, min(own.count, others.count))
                return order == 0 ? own.count < others.count : order < 0
            }
        }
    }

    var filePath: FilePath { FilePath(bytes: path) }

    /// Appends bytes that no other entry has.
    func encode(into bytes: inout [UInt8]) {
        bytes += path
        bytes.append(0)
        state.encode(into: &bytes)
    }
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
