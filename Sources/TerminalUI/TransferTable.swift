import BuildReport

/// Draws running transfers as a table: a line each, the same columns in all, none wider than a terminal.
struct TransferTable {
    private enum Column {
        case bar, amounts, percent, rate, timeLeft

        /// Fixed, so that nothing moves sideways when figures change.
        var width: Int {
            switch self {
            case .bar: 8
            case .amounts: 18  // 1.23 GB of 4.56 GB
            case .percent: 4
            case .rate: 9  // 85.1 MB/s
            case .timeLeft: 11  // 99 min left
            }
        }

        func text(of meter: TransferMeter, at time: Duration) -> String {
            let (done, total) = (meter.transfer.doneBytes, meter.transfer.totalBytes)
            return switch self {
            case .bar: Bar(cells: width, done: done, total: total).description
            case .amounts: "\(ByteCount(done))".trailing(in: 7) + " of " + "\(ByteCount(total))".leading(in: 7)
            case .percent: "\(meter.percent)%".trailing(in: width)
            case .rate: meter.rateText(at: time).trailing(in: width)
            case .timeLeft: meter.timeLeftText(at: time).trailing(in: width)
            }
        }
    }

    /// From the richest to the poorest: that is drawn which leaves names their room.
    private static let layouts: [[Column]] = [
        [.bar, .amounts, .rate, .timeLeft], [.amounts, .rate, .timeLeft], [.percent, .rate, .timeLeft],
        [.percent, .timeLeft], [.percent],
    ]
    /// Columns of a name below which a poorer layout is better.
    private static let nameColumnsMin = 16
    private static let gap = 2

    /// Columns that a line may take.
    let width: Int

    /// A line for each of `meters`, as they are at `time`.
    func lines(for meters: some Collection<TransferMeter>, at time: Duration) -> [String] {
        let names = meters.map(\.transfer.name.inOneLine)
        let longest = names.map(\.columns).max() ?? 0
        let layout = Self.layouts.first { room(in: $0) >= min(longest, Self.nameColumnsMin) } ?? [.percent]
        let nameColumns = max(0, min(longest, room(in: layout)))
        return zip(meters, names).map { meter, name in
            let cells =
                ["  \(meter.transfer.direction.arrow) " + name.shortened(to: nameColumns).leading(in: nameColumns)]
                + layout.map { $0.text(of: meter, at: time) }
            let line = cells.joined(separator: String(repeating: " ", count: Self.gap)).cut(to: width)
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// What `layout` leaves for names.
    private func room(in layout: [Column]) -> Int {
        width - "  ↑ ".count - layout.reduce(0) { $0 + Self.gap + $1.width }
    }
}

extension Transfer.Direction {
    /// One column that says which way.
    var arrow: String {
        switch self {
        case .upload: "↑"
        case .download: "↓"
        }
    }
}
