import Synchronization

/// The bytes of blobs that one push has handed to its connections, lost ones included.
final class SentBytes: Sendable {
    private let count = Mutex<Int64>(0)

    var total: Int64 { count.withLock { $0 } }

    /// What to tell of a request's progress: hears the bytes of this request so far, and adds what is new.
    func counter(_ tell: @escaping @Sendable (Int64) -> Void) -> @Sendable (Int64) -> Void {
        let progress = Progress()
        return { [self] bytes in
            let new = progress.update(bytes)
            count.withLock { $0 += new }
            tell(bytes)
        }
    }

    private final class Progress: Sendable {
        private let last = Mutex<Int64>(0)

        func update(_ bytes: Int64) -> Int64 {
            last.withLock { last in
                defer { last = bytes }
                // A body that is opened again, after a redirect or a 401, begins again at its start.
                return bytes >= last ? bytes - last : bytes
            }
        }
    }
}
