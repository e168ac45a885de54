/// Any JSON as a value, for documents whose shape no type has.
///
/// It keeps what a document says as it says it: the order of members, a name that is there twice, and the digits of a
/// number.
public indirect enum JSONTree: Hashable, Sendable {
    /// `null`
    case null
    /// `true` or `false`
    case boolean(Bool)
    /// A number, by the text that JSON has for it.
    case number(String)
    /// Text.
    case string(String)
    /// Values in order.
    case array([JSONTree])
    /// Members in order.
    case object([Member])

    /// A name and its value within an object.
    public struct Member: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The value.
        public let value: JSONTree

        /// A member `name` with `value`.
        public init(_ name: String, _ value: JSONTree) {
            self.name = name
            self.value = value
        }
    }

    /// An object of `members`, in their order; those without a value are left out.
    public static func members(_ members: KeyValuePairs<String, JSONTree?>) -> JSONTree {
        .object(members.compactMap { name, value in value.map { Member(name, $0) } })
    }

    /// The value of the first member called `name`; nil when there is none, or this is no object.
    public subscript(name: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The JSON, without white space.
    public var bytes: [UInt8] {
        var json: [UInt8] = []
        write(to: &json)
        return json
    }

    private func write(to json: inout [UInt8]) {
        switch self {
        case .null: json += "null".utf8
        case .boolean(let value): json += (value ? "true" : "false").utf8
        case .number(let text): json += text.utf8
        case .string(let text): json.appendJSONString(text)
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                json.append(UInt8(ascii: index == 0 ? "[" : ","))
                element.write(to: &json)
            }
            json += (elements.isEmpty ? "[]" : "]").utf8
        case .object(let members):
            for (index, member) in members.enumerated() {
                json.append(UInt8(ascii: index == 0 ? "{" : ","))
                json.appendJSONString(member.name)
                json.append(UInt8(ascii: ":"))
                member.value.write(to: &json)
            }
            json += (members.isEmpty ? "{}" : "}").utf8
        }
    }
}

// MARK: - From a document

extension JSONTree {
    /// All of `document`. A text with half a surrogate pair, which no Swift string holds, becomes U+FFFD.
    public init(_ document: JSONDocument) {
        self.init(document.root, in: document)
    }

    /// Reads `bytes`, one JSON value.
    /// - Throws: ``JSONSyntaxError``, naming the first byte that is wrong.
    public init(parsing bytes: [UInt8]) throws(JSONSyntaxError) {
        self.init(try JSONDocument(bytes))
    }

    private init(_ value: JSONValue, in document: JSONDocument) {
        switch value.node.kind {
        case .null: self = .null
        case .true: self = .boolean(true)
        case .false: self = .boolean(false)
        case .number:
            self = .number(String(decoding: document.bytes[value.node.start..<value.node.end], as: UTF8.self))
        case .string, .escapedString: self = .string(document.text(of: value.node) ?? "\u{FFFD}")
        case .array, .numbers:
            var elements = JSONElements(of: value, in: document)
            var trees: [JSONTree] = []
            trees.reserveCapacity(elements.count)
            while let element = elements.next() { trees.append(JSONTree(element, in: document)) }
            self = .array(trees)
        case .object:
            self = .object(
                document.members(of: value).map { Member($0.name ?? "\u{FFFD}", JSONTree($0.value, in: document)) })
        }
    }
}

// MARK: - Literals

extension JSONTree: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }

    /// A whole number.
    public init(integerLiteral value: Int) { self = .number("\(value)") }

    /// `true` or `false`
    public init(booleanLiteral value: Bool) { self = .boolean(value) }

    /// Values in order.
    public init(arrayLiteral elements: JSONTree...) { self = .array(elements) }

    /// Members in the order in which they are written.
    public init(dictionaryLiteral elements: (String, JSONTree)...) {
        self = .object(elements.map { Member($0, $1) })
    }
}
