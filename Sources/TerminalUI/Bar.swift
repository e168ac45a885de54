/// A bar that fills from the left.
struct Bar: CustomStringConvertible {
    private let cells: Int
    private let full: Int

    /// A bar of `cells` columns; `done` of `total` are done, nothing when the total is 0.
    init(cells: Int, done: some BinaryInteger, total: some BinaryInteger) {
        self.cells = cells
        let (done, total) = (Int64(done), Int64(total))
        full = total > 0 ? Int(Int64(cells) * min(total, max(0, done)) / total) : 0
    }

    var description: String { String(repeating: "█", count: full) + String(repeating: "░", count: cells - full) }
}
