import JSONCoding

/// JSON as a person reads it on a terminal: a member a line, and lists of plain values in lines that are full.
public struct PrettyJSON {
    private static let columns = 100
    private static let indent = 2

    private let json: [UInt8]
    private let tokens: [JSONToken]
    private var position = 0
    private var lines: [UInt8] = []
    private var lineStart = 0

    /// `json` with other white space and a newline at its end; `json` itself when it is not JSON. Numbers and strings
    /// are written as they were.
    public static func text(of json: [UInt8]) -> [UInt8] {
        // What is wrong with it is of no interest here: it is shown either way.
        guard (try? JSONDocument(json)) != nil else { return json }
        var printer = PrettyJSON(json)
        printer.value(depth: 0)
        return printer.lines + [UInt8(ascii: "\n")]
    }

    private init(_ json: [UInt8]) {
        self.json = json
        tokens = JSONToken.tokens(of: json)
    }

    private mutating func value(depth: Int) {
        switch tokens[position].kind {
        case .openObject: members(depth: depth, close: .closeObject)
        case .openArray where isPlainList: plainList(depth: depth)
        case .openArray: members(depth: depth, close: .closeArray)
        default: take()
        }
    }

    /// An object, or an array with arrays or objects in it: one to a line.
    private mutating func members(depth: Int, close: JSONToken.Kind) {
        take()
        guard tokens[position].kind != close else { return take() }
        newLine(depth + 1)
        while tokens[position].kind != close {
            if tokens[position].kind == .comma {
                take()
                newLine(depth + 1)
            } else if position + 1 < tokens.count, tokens[position + 1].kind == .colon {
                take()
                take()
                lines.append(UInt8(ascii: " "))
                value(depth: depth + 1)
            } else {
                value(depth: depth + 1)
            }
        }
        newLine(depth)
        take()
    }

    /// Whether the array at the position has neither arrays nor objects in it.
    private var isPlainList: Bool {
        var index = position + 1
        while tokens[index].kind != .closeArray {
            if tokens[index].kind == .openArray || tokens[index].kind == .openObject { return false }
            index += 1
        }
        return true
    }

    private mutating func plainList(depth: Int) {
        take()
        while tokens[position].kind != .closeArray {
            if tokens[position].kind == .comma {
                take()
                // A space, the value, and the comma or bracket after it.
                if lines.count - lineStart + tokens[position].range.count + 2 > Self.columns {
                    newLine(depth + 1)
                } else {
                    lines.append(UInt8(ascii: " "))
                }
            }
            take()
        }
        take()
    }

    private mutating func newLine(_ depth: Int) {
        lines.append(UInt8(ascii: "\n"))
        lineStart = lines.count
        lines += repeatElement(UInt8(ascii: " "), count: depth * Self.indent)
    }

    private mutating func take() {
        lines += json[tokens[position].range]
        position += 1
    }
}
