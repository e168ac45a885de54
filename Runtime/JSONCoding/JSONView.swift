/// A value within a ``JSONDocument``, for a reader that walks JSON instead of decoding it.
public struct JSONView: Sendable {
    /// The document that it is part of.
    public let document: JSONDocument
    private let value: JSONValue

    fileprivate init(_ value: JSONValue, in document: JSONDocument) {
        self.value = value
        self.document = document
    }

    /// The kind of the value.
    public var kind: JSONKind { value.node.publicKind }

    /// The text of a string; nil for any other kind, and when an escape in it is half of a surrogate pair.
    public var string: String? {
        switch value.node.kind {
        case .string, .escapedString: document.text(of: value.node)
        default: nil
        }
    }

    /// A whole number from -2⁶³ to 2⁶³ - 1, however it is written; nil for anything else.
    public var integer: Int? {
        do throws(ScalarFailure) {
            return try Int.decode(value.node, in: document)
        } catch {
            return nil
        }
    }

    /// True or false; nil for any other kind.
    public var boolean: Bool? {
        switch value.node.kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// The members of an object in the order of the text, none for any other kind. A name that is no text, for half a
    /// surrogate pair, is nil.
    public var members: [(name: String?, value: JSONView)] {
        guard value.node.kind == .object else { return [] }
        return document.members(of: value).map { ($0.name, JSONView($0.value, in: document)) }
    }

    /// The elements of an array in the order of the text, none for any other kind.
    public var elements: [JSONView] {
        guard kind == .array else { return [] }
        var rest = JSONElements(of: value, in: document)
        var elements: [JSONView] = []
        elements.reserveCapacity(rest.count)
        while let element = rest.next() { elements.append(JSONView(element, in: document)) }
        return elements
    }

    /// Of an array that holds nothing but numbers, or nothing: how many, and where in the document's bytes they stand
    /// with commas and white space between them. Nil for anything else.
    public var numbers: (count: Int, range: Range<Int>)? {
        guard value.node.kind == .numbers else { return nil }
        return (Int(value.node.count), value.node.start + 1..<value.node.end - 1)
    }

    /// Where the text of a value without parts stands in the document's bytes, quotes included; nil for an array or
    /// object.
    public var scalarRange: Range<Int>? {
        switch value.node.kind {
        case .array, .numbers, .object: nil
        default: value.node.start..<value.node.end
        }
    }
}

extension JSONDocument {
    /// The document's value.
    public var view: JSONView { JSONView(root, in: self) }
}
