/// Reads a document once, front to back, checks every rule of [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259), and
/// notes where the values are.
///
/// It does not recurse, and does not care whether numbers fit a type or escapes are halves of a surrogate pair: that
/// is for those who ask for the value.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    /// The offset of the next byte to look at.
    var position = 0
    private(set) var nodes: [JSONNode] = []
    /// The indexes of the arrays and objects that have begun and not ended.
    private var open: [Int] = []

    /// A parser of `bytes`, which must outlive it.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// Reads one value and the white space around it, to the end of the bytes.
    mutating func parse() throws(JSONSyntaxError) {
        while true {
            let isComplete = try beginValue()
            if isComplete, try !moveOn() { break }
        }
        guard position == bytes.count else { throw expected("the end") }
    }

    /// Notes the value at the position; false when it is an array or object of which only the beginning was read.
    private mutating func beginValue() throws(JSONSyntaxError) -> Bool {
        skipWhiteSpace()
        let start = position
        guard let byte = peek else { throw expected("a value") }
        switch byte {
        case UInt8(ascii: "{"): return try beginObject()
        case UInt8(ascii: "["): return try beginArray()
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try word("true", .true)
        case UInt8(ascii: "f"): try word("false", .false)
        case UInt8(ascii: "n"): try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try number()
            nodes.append(JSONNode(.number, from: start, to: position))
        default: throw expected("a value")
        }
        return true
    }

    private mutating func beginObject() throws(JSONSyntaxError) -> Bool {
        guard open.count < JSONDocument.depthMax else { throw .tooDeep }
        let index = nodes.count
        nodes.append(JSONNode(.object, from: position, to: index + 1))
        position += 1
        skipWhiteSpace()
        if skip(UInt8(ascii: "}")) { return true }
        open.append(index)
        try key()
        return false
    }

    private mutating func beginArray() throws(JSONSyntaxError) -> Bool {
        guard open.count < JSONDocument.depthMax else { throw .tooDeep }
        let start = position
        position += 1
        skipWhiteSpace()
        if let count = try numbers() {
            nodes.append(JSONNode(.numbers, from: start, to: position, count: count))
            return true
        }
        open.append(nodes.count)
        nodes.append(JSONNode(.array, from: start, to: nodes.count + 1))
        return false
    }

    /// After a value: ends the arrays and objects that end here, and steps over a comma and a key. False when the
    /// document is over.
    private mutating func moveOn() throws(JSONSyntaxError) -> Bool {
        while let container = open.last {
            skipWhiteSpace()
            let isObject = nodes[container].kind == .object
            nodes[container].count &+= nodes[container].count < .max ? 1 : 0
            if skip(UInt8(ascii: ",")) {
                if isObject { try key() }
                return true
            }
            guard skip(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw expected(isObject ? "',' or '}'" : "',' or ']'")
            }
            nodes[container].end = nodes.count
            open.removeLast()
        }
        skipWhiteSpace()
        return false
    }

    /// The rest of an array of numbers, with its bracket: how many there are. Nil, with the position as it was, when an
    /// element is something else; this array alone is then read again, element by element.
    private mutating func numbers() throws(JSONSyntaxError) -> Int? {
        let start = position
        if skip(UInt8(ascii: "]")) { return 0 }
        var count = 0
        repeat {
            skipWhiteSpace()
            guard let byte = peek, byte == UInt8(ascii: "-") || isDigit(byte) else {
                position = start
                return nil
            }
            try number()
            count += 1
            skipWhiteSpace()
        } while skip(UInt8(ascii: ","))
        if skip(UInt8(ascii: "]")) { return count }
        position = start
        return nil
    }

    /// A key and the colon after it.
    private mutating func key() throws(JSONSyntaxError) {
        skipWhiteSpace()
        guard peek == UInt8(ascii: "\"") else { throw expected("a key in quotes") }
        try string()
        skipWhiteSpace()
        guard skip(UInt8(ascii: ":")) else { throw expected("':'") }
    }

    /// A string with its quotes.
    private mutating func string() throws(JSONSyntaxError) {
        let start = position
        let isEscaped = try stringToken()
        nodes.append(JSONNode(isEscaped ? .escapedString : .string, from: start, to: position))
    }

    private mutating func word(_ word: StaticString, _ kind: JSONNode.Kind) throws(JSONSyntaxError) {
        let length = word.utf8CodeUnitCount
        guard bytes.count - position >= length,
            UnsafeBufferPointer(rebasing: bytes[position..<position + length])
                .elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: length))
        else { throw expected("\(word)") }
        nodes.append(JSONNode(kind, from: position, to: position + length))
        position += length
    }
}
