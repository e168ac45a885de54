import Synchronization

/// Where requests stop until the test lets them go.
///
/// What stops there may be made by others than the test, as a model is by its host; it finds its gate by a name.
public final class Gate: Sendable {
    private static let all = Mutex<[String: Gate]>([:])

    /// By which it is found.
    public let name: String
    /// An element for each request that has come to the gate.
    public let arrivals: AsyncStream<Void>
    /// An element for each request that was cancelled there.
    public let cancellations: AsyncStream<Void>

    private let arrived: AsyncStream<Void>.Continuation
    private let cancelled: AsyncStream<Void>.Continuation
    private let opening: AsyncStream<Void>
    private let opener: AsyncStream<Void>.Continuation

    /// A closed gate of a name that no other has.
    public init(_ name: String) {
        self.name = name
        (arrivals, arrived) = AsyncStream.makeStream()
        (cancellations, cancelled) = AsyncStream.makeStream()
        (opening, opener) = AsyncStream.makeStream()
        Self.all.withLock { $0[name] = self }
    }

    /// The gate of that name.
    public static func named(_ name: String) -> Gate? { all.withLock { $0[name] } }

    /// Lets every request through, from now on.
    public func open() { opener.finish() }

    /// Waits for the gate to open.
    public func pass() async throws {
        arrived.yield()
        for await _ in opening {}
        guard !Task.isCancelled else {
            cancelled.yield()
            throw CancellationError()
        }
    }
}
