import BuildReport

/// Measures one transfer: its rate as an average of the last seconds, and what it has moved since it began.
///
/// Bytes that are sent again after a lost connection count for the rate, which is therefore never negative.
struct TransferMeter: Sendable {
    private struct Sample {
        let time: Duration
        let movedBytes: Int64
    }

    /// What the rate is an average of: long enough for a figure that can be read, short enough to show a stall.
    static let window: Duration = .seconds(5)
    /// With less than this behind it, an average says nothing.
    static let windowMin: Duration = .seconds(1)
    /// Between two samples; it limits their number to that of a window.
    private static let sampleInterval: Duration = .milliseconds(250)

    private(set) var transfer: Transfer
    let begin: Duration
    /// Where it began, or went back to: what stands before was there already.
    private var startBytes: Int64
    private var movedBytes: Int64 = 0
    private var samples: [Sample]

    /// A meter for a transfer that begins with `transfer`.
    init(_ transfer: Transfer, at time: Duration) {
        self.transfer = transfer
        begin = time
        startBytes = transfer.doneBytes
        samples = [Sample(time: time, movedBytes: 0)]
    }

    /// Whether every byte is over, and the end alone is missing.
    var isComplete: Bool { transfer.doneBytes >= transfer.totalBytes }

    /// What has been moved when all is over, without what was there before.
    var bytesToMove: Int64 { max(0, transfer.totalBytes - startBytes) }

    /// From 0 to 100, and 100 only for all of it.
    var percent: Int {
        let (done, total) = (transfer.doneBytes, transfer.totalBytes)
        return done >= total ? 100 : Int(max(0, done) * 100 / total)
    }

    /// Takes note of what the transfer has come to.
    mutating func take(_ transfer: Transfer, at time: Duration) {
        movedBytes += max(0, transfer.doneBytes - self.transfer.doneBytes)
        startBytes = min(startBytes, transfer.doneBytes)
        self.transfer = transfer
        guard time - samples[samples.count - 1].time >= Self.sampleInterval else { return }
        samples.append(Sample(time: time, movedBytes: movedBytes))
        let first = samples.lastIndex { time - $0.time >= Self.window } ?? 0
        samples.removeFirst(first)
    }

    /// Bytes a second of late; 0 when nothing came for a whole window, nil when it is too early to say.
    func rate(at time: Duration) -> Double? {
        let first = samples.last { time - $0.time >= Self.window } ?? samples[0]
        let passed = time - first.time
        guard passed >= Self.windowMin else { return nil }
        return Double(movedBytes - first.movedBytes) / (passed / .seconds(1))
    }
}
