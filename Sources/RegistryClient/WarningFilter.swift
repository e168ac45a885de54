import Synchronization

/// Passes each remark of a registry on once.
final class WarningFilter: Sendable {
    private let told = Mutex<Set<String>>([])
    private let tell: @Sendable (TransferEvent) -> Void

    init(tell: @escaping @Sendable (TransferEvent) -> Void) {
        self.tell = tell
    }

    func report(_ headers: [String], of host: String) {
        for text in headers.compactMap(WarningHeader.text) {
            // A registry with something new to say each time is not remembered without end.
            let isNew = told.withLock { $0.count < 100 && $0.insert("\(host)\n\(text)").inserted }
            if isNew { tell(.warning(host: host, text)) }
        }
    }
}
