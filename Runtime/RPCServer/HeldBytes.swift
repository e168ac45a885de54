import Synchronization

/// The bytes of requests that all calls of a server hold together, and how many they may.
///
/// One call holds at most one message of the largest size; this keeps a thousand of them from taking all memory.
final class HeldBytes: Sendable {
    private let limit: Int
    private let count = Atomic(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// How many there are.
    var current: Int { count.load(ordering: .relaxed) }

    /// Changes the count by `change`; false when it is above the limit now, and was made larger.
    func change(by change: Int) -> Bool {
        let count = count.wrappingAdd(change, ordering: .relaxed).newValue
        return change <= 0 || count <= limit
    }

    /// How a call ends that would hold too much.
    var status: RPCStatus {
        RPCStatus(.resourceExhausted, "all requests together hold more than \(limit) bytes; try again later")
    }
}
