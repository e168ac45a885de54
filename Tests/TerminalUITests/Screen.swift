/// What a terminal shows after text with the control sequences that ``LiveLines`` may write; any other is a failure.
struct Screen {
    /// A sequence that this terminal does not know.
    struct Unknown: Error {
        let sequence: String
    }

    let width: Int
    private(set) var rows: [String] = [""]
    private(set) var row = 0
    /// The longest line that was ever written, in characters.
    private(set) var widest = 0
    private var column = 0

    init(width: Int) {
        self.width = width
    }

    mutating func write(_ text: String) throws {
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\r": column = 0
            case "\n": newLine()
            case "\u{1B}": try control(&rest)
            default: put(Character(scalar))
            }
        }
    }

    /// The rows without those that are empty at the end.
    var lines: [String] { Array(rows.reversed().drop { $0.isEmpty }.reversed()) }

    private mutating func control(_ rest: inout String.UnicodeScalarView.SubSequence) throws {
        guard rest.popFirst() == "[" else { throw Unknown(sequence: "ESC") }
        let digits = rest.prefix { "0"..."9" ~= $0 }
        rest = rest.dropFirst(digits.count)
        let number = Int(String(digits)) ?? 1
        switch rest.popFirst() {
        case "A": row = max(0, row - number)
        case "K": rows[row] = String(rows[row].prefix(column))
        case "J":
            rows[row] = String(rows[row].prefix(column))
            rows.removeSubrange((row + 1)...)
        case "m": break
        case let other: throw Unknown(sequence: "[\(digits)\(other.map { "\($0)" } ?? "")")
        }
    }

    private mutating func put(_ character: Character) {
        if column == width { newLine() }
        var line = Array(rows[row])
        line += Array(repeating: " ", count: max(0, column + 1 - line.count))
        line[column] = character
        rows[row] = String(line)
        column += 1
        widest = max(widest, column)
    }

    private mutating func newLine() {
        (row, column) = (row + 1, 0)
        if row == rows.count { rows.append("") }
    }
}
