extension Duration {
    /// The value of a `grpc-timeout` header: at most eight digits and a unit, rounded up, in the smallest unit that
    /// fits ([PROTOCOL-HTTP2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), Timeout).
    var grpcTimeout: String {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return "0n" }
        for (unit, perSecond) in [("n", Int64(1_000_000_000)), ("u", 1_000_000), ("m", 1000), ("S", 1)] {
            let attosecondsPerUnit = 1_000_000_000_000_000_000 / perSecond
            let (whole, overflows) = seconds.multipliedReportingOverflow(by: perSecond)
            let part = (attoseconds + attosecondsPerUnit - 1) / attosecondsPerUnit
            if !overflows, whole <= 99_999_999 - part { return "\(whole + part)\(unit)" }
        }
        return "\(min(seconds / 3600 + 1, 99_999_999))H"
    }
}
