import Synchronization

/// Where the predictions of a `Waiting` model stop until the test lets them go.
///
/// A host makes its model itself, so the model finds its gate by a name, which travels as the folder of its files.
final class Gate: Sendable {
    private static let all = Mutex<[String: Gate]>([:])

    let name: String
    /// An element for each prediction that has come to the gate.
    let arrivals: AsyncStream<Void>
    /// An element for each prediction that was cancelled there.
    let cancellations: AsyncStream<Void>

    private let arrived: AsyncStream<Void>.Continuation
    private let cancelled: AsyncStream<Void>.Continuation
    private let opening: AsyncStream<Void>
    private let opener: AsyncStream<Void>.Continuation

    init(_ name: String) {
        self.name = name
        (arrivals, arrived) = AsyncStream.makeStream()
        (cancellations, cancelled) = AsyncStream.makeStream()
        (opening, opener) = AsyncStream.makeStream()
        Self.all.withLock { $0[name] = self }
    }

    static func named(_ name: String) -> Gate? { all.withLock { $0[name] } }

    /// Lets every prediction through, from now on.
    func open() { opener.finish() }

    /// Waits for the gate to open.
    func pass() async throws {
        arrived.yield()
        for await _ in opening {}
        guard !Task.isCancelled else {
            cancelled.yield()
            throw CancellationError()
        }
    }
}
