import Synchronization

/// Where a model waits until its test lets it go on; the model finds it by the folder of its files.
final class Gate: Sendable {
    private static let all = Mutex<[String: Gate]>([:])
    private static let lastNumber = Atomic(0)

    let name: String
    private let arrivals: AsyncStream<Void>
    private let arrived: AsyncStream<Void>.Continuation
    private let opening: AsyncStream<Void>
    private let opener: AsyncStream<Void>.Continuation

    init() {
        name = "gate-\(Self.lastNumber.add(1, ordering: .relaxed).newValue)"
        (arrivals, arrived) = AsyncStream.makeStream()
        (opening, opener) = AsyncStream.makeStream()
        Self.all.withLock { $0[name] = self }
    }

    static func named(_ name: String) -> Gate? { all.withLock { $0[name] } }

    /// Waits until somebody has come to the gate.
    func arrival() async {
        for await _ in arrivals { return }
    }

    /// Lets everybody through, from now on.
    func open() { opener.finish() }

    /// Waits for the gate to open, or for the end of the task.
    func pass() async {
        arrived.yield()
        for await _ in opening {}
    }
}
