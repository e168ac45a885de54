/// JSON that has been checked, ready to be decoded.
///
/// It keeps the bytes and a note of 24 bytes for each value, but none for the elements of an array of numbers.
public final class JSONDocument: Sendable {
    /// How deep arrays and objects may nest; `JSONDecoder` has the same limit.
    public static let depthMax = 512

    /// The whole text, with the white space around the value.
    public let bytes: [UInt8]
    /// At least one, the document's value.
    let nodes: [JSONNode]

    /// Reads `bytes`, which must be exactly one JSON value as RFC 8259 has it, with white space around it.
    /// - Throws: ``JSONSyntaxError``, naming the first byte that is wrong.
    public init(_ bytes: [UInt8]) throws(JSONSyntaxError) {
        self.bytes = bytes
        do throws(JSONSyntaxError) {
            nodes = try bytes.withUnsafeBufferPointer { bytes throws(JSONSyntaxError) in
                var parser = JSONParser(bytes)
                try parser.parse()
                return parser.nodes
            }
        } catch {
            // Whatever else is wrong: text in another encoding is best told as that.
            throw String(validating: bytes, as: UTF8.self) == nil ? .notUTF8 : error
        }
    }

    /// Decodes a `T` from the document.
    /// - Throws: `DecodingError`; or whatever an `init(from:)` throws.
    public func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let root = ValueDecoder(run: DecodingRun(document: self), value: self.root, parent: nil, key: nil)
        return try root.decode(type, from: self.root, key: nil)
    }

    /// The kind of the value at `path`; nil when the path leads nowhere.
    ///
    /// A key counts as an index where there is an array, and as a name where there is an object.
    public func kind(at path: [any CodingKey]) -> JSONKind? {
        var value = root
        for key in path {
            switch value.node.kind {
            case .array, .numbers:
                var elements = JSONElements(of: value, in: self)
                guard let index = key.intValue, index >= 0 else { return nil }
                for _ in 0..<index { guard elements.next() != nil else { return nil } }
                guard let element = elements.next() else { return nil }
                value = element
            case .object:
                guard let member = members(of: value).first(where: { $0.name == key.stringValue }) else { return nil }
                value = member.value
            default: return nil
            }
        }
        return value.node.publicKind
    }
}

// MARK: - Values

/// A value within a document.
struct JSONValue {
    let node: JSONNode
    /// Where the node is; nothing for an element of an array of numbers, which has none and needs none.
    let index: Int
}

extension JSONDocument {
    var root: JSONValue { JSONValue(node: nodes[0], index: 0) }

    /// The index of the node after those of the value whose node is at `index`.
    func index(after index: Int) -> Int {
        switch nodes[index].kind {
        case .object, .array: nodes[index].end
        default: index + 1
        }
    }

    /// The members of an object, in the order of the text; a name that is no text, for half a surrogate pair, is nil.
    func members(of object: JSONValue) -> [(name: String?, value: JSONValue)] {
        var members: [(name: String?, value: JSONValue)] = []
        members.reserveCapacity(Int(object.node.count))
        var next = object.index + 1
        while next < object.node.end {
            members.append((text(of: nodes[next]), JSONValue(node: nodes[next + 1], index: next + 1)))
            next = index(after: next + 1)
        }
        return members
    }
}

/// The elements of an array, one after the other.
struct JSONElements {
    private let document: JSONDocument
    private let array: JSONNode
    /// The index of the next element's node, or the offset of the next number.
    private var position: Int

    init(of value: JSONValue, in document: JSONDocument) {
        self.document = document
        array = value.node
        position = array.kind == .array ? value.index + 1 : document.skipSeparators(from: array.start + 1)
    }

    /// How many there are in all.
    var count: Int { Int(array.count) }

    /// Whether there is no next element.
    var isAtEnd: Bool { array.kind == .array ? position == array.end : position == array.end - 1 }

    /// The next element, without stepping over it.
    func peek() -> JSONValue? {
        guard !isAtEnd else { return nil }
        guard array.kind != .array else { return JSONValue(node: document.nodes[position], index: position) }
        return JSONValue(node: JSONNode(.number, from: position, to: document.endOfNumber(at: position)), index: 0)
    }

    /// Steps over the next element, which is `value`.
    mutating func skip(_ value: JSONValue) {
        position =
            array.kind == .array
            ? document.index(after: position) : document.skipSeparators(from: value.node.end)
    }

    /// The next element.
    mutating func next() -> JSONValue? {
        guard let value = peek() else { return nil }
        skip(value)
        return value
    }
}

extension JSONDocument {
    /// The offset of the first byte from `position` on that is neither white space nor a comma. There is one: only
    /// arrays of numbers are walked this way, and they end with a bracket.
    fileprivate func skipSeparators(from position: Int) -> Int {
        var position = position
        while bytes[position] <= 0x20 || bytes[position] == UInt8(ascii: ",") { position += 1 }
        return position
    }

    /// The offset after the number at `position`, which is in an array.
    fileprivate func endOfNumber(at position: Int) -> Int {
        var position = position
        while bytes[position] > 0x20, bytes[position] != UInt8(ascii: ","), bytes[position] != UInt8(ascii: "]") {
            position += 1
        }
        return position
    }
}
