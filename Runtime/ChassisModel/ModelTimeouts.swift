/// How long the calls of a model may take.
public struct ModelTimeouts: Sendable, Equatable {
    /// From the start until the model is loaded. An OMI call that comes earlier waits for at most this long.
    public var status: Duration
    /// One prediction.
    public var run: Duration

    /// 60 seconds each unless said otherwise.
    public init(status: Duration = .seconds(60), run: Duration = .seconds(60)) {
        self.status = status
        self.run = run
    }
}
