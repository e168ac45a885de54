extension String {
    /// How many columns of a terminal the text takes. Never too few: what is drawn within a width does not wrap.
    var columns: Int { reduce(0) { $0 + $1.columns } }

    /// The text on one line: control characters, which could move the cursor, are spaces.
    var inOneLine: String {
        String(map { $0.unicodeScalars.first?.properties.generalCategory == .control ? " " : $0 })
    }

    /// As much of the beginning as fits into `limit` columns.
    func cut(to limit: Int) -> String {
        var room = limit
        return String(
            prefix {
                room -= $0.columns
                return room >= 0
            })
    }

    /// The text if it fits into `limit` columns, else its beginning and its end with an ellipsis between.
    func shortened(to limit: Int) -> String {
        guard columns > limit else { return self }
        guard limit > 0 else { return "" }
        let end = String(reversed()).cut(to: (limit - 1) / 2)
        return cut(to: limit - 1 - end.columns) + "…" + String(end.reversed())
    }

    /// The text with spaces behind it, `width` columns in all, or as it is when it has more.
    func leading(in width: Int) -> String { self + String(repeating: " ", count: max(0, width - columns)) }

    /// The text with spaces before it, `width` columns in all, or as it is when it has more.
    func trailing(in width: Int) -> String { String(repeating: " ", count: max(0, width - columns)) + self }
}

extension Character {
    /// Two for the scripts of East Asia and for emoji (Unicode Standard Annex 11, wide), else one.
    fileprivate var columns: Int { unicodeScalars.contains(where: \.isWide) ? 2 : 1 }
}

extension Unicode.Scalar {
    /// Blocks rather than the table of every character: a few that are narrow count as wide.
    fileprivate var isWide: Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE0F,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1B000...0x1B2FF, 0x1F1E6...0x1F1FF,
            0x20000...0x3FFFD:
            true
        default: properties.isEmojiPresentation
        }
    }
}
