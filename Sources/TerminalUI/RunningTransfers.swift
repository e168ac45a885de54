import BuildReport

/// The transfers that run, in the order of their begins.
struct RunningTransfers: Sendable {
    /// What an event of a transfer was.
    enum Change {
        case began
        case advanced
        /// It moved bytes and is over, with the summary to keep.
        case ended(summary: String)
        /// It is over without a byte, for the reason given.
        case skipped(String)
    }

    private(set) var meters: [TransferMeter] = []

    /// Takes note of `transfer`, which is so at `time`.
    mutating func take(_ transfer: Transfer, at time: Duration) -> Change {
        let index = meters.firstIndex { $0.transfer.id == transfer.id }
        switch transfer.state {
        case .running:
            guard let index else {
                meters.append(TransferMeter(transfer, at: time))
                return .began
            }
            meters[index].take(transfer, at: time)
            return .advanced
        case .ended(let outcome):
            let meter = index.map { meters.remove(at: $0) } ?? TransferMeter(transfer, at: time)
            return .ended(summary: meter.summary(outcome, at: time))
        case .skipped(let reason):
            if let index { meters.remove(at: index) }
            return .skipped(reason)
        }
    }
}
