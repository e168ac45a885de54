import BuildReport

extension TransferMeter {
    /// For example `85.1 MB/s`; nothing while there is no rate, or no byte to come.
    func rateText(at time: Duration) -> String {
        guard !isComplete, let rate = rate(at: time) else { return "" }
        return "\(ByteCount(Int64(rate)))/s"
    }

    /// For example `10 s left`, `stalled`, `finishing`; nothing while there is no rate. Eleven columns at most.
    func timeLeftText(at time: Duration) -> String {
        guard !isComplete else { return "finishing" }
        guard let rate = rate(at: time) else { return "" }
        guard rate > 0 else { return "stalled" }
        return Self.timeLeft(seconds: Double(transfer.totalBytes - transfer.doneBytes) / rate)
    }

    /// One unit, rounded up: an estimate with more digits would jump about.
    private static func timeLeft(seconds: Double) -> String {
        if seconds <= 99 { return "\(Int(seconds.rounded(.up))) s left" }
        if seconds <= 99 * 60 { return "\(Int((seconds / 60).rounded(.up))) min left" }
        return seconds <= 99 * 3600 ? "\(Int((seconds / 3600).rounded(.up))) h left" : "days left"
    }

    /// What stays when it has ended with `outcome` at `time`: `uploaded, 1.00 GB in 12.3 s, 81.3 MB/s`.
    func summary(_ outcome: String, at time: Duration) -> String {
        let passed = time - begin
        guard passed > .zero else { return "\(outcome), \(ByteCount(transfer.totalBytes))" }
        let text = "\(outcome), \(ByteCount(bytesToMove)) in \(Elapsed(passed))"
        guard bytesToMove >= 1_000_000 else { return text }  // what a little one takes is not its bytes' time
        return "\(text), \(ByteCount(Int64(Double(bytesToMove) / (passed / .seconds(1)))))/s"
    }
}
