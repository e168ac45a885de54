/// What the parser notes of a value.
///
/// The nodes of a document stand in one array, in the order of the text: after an object the nodes of its keys and
/// values in turn, after an array those of its elements.
struct JSONNode {
    enum Kind: UInt8 {
        case null, `false`, `true`, number
        /// A string whose text stands in the document as it is.
        case string
        /// A string with escapes.
        case escapedString
        case object, array
        /// An array of nothing but numbers, or of nothing at all, whose elements have no nodes: reading tensors would
        /// otherwise be mostly a matter of writing nodes.
        case numbers
    }

    let kind: Kind
    /// How many elements or members there are; beyond 2³² only that many.
    var count: UInt32 = 0
    /// The offset of the first byte.
    let start: Int
    /// Of an object or array, the index of the first node after its own; of anything else, the offset after its text.
    var end: Int

    init(_ kind: Kind, from start: Int, to end: Int, count: Int = 0) {
        self.kind = kind
        self.count = UInt32(clamping: count)
        self.start = start
        self.end = end
    }

    /// The kind in words.
    var publicKind: JSONKind {
        switch kind {
        case .null: .null
        case .false, .true: .boolean
        case .number: .number
        case .string, .escapedString: .string
        case .array, .numbers: .array
        case .object: .object
        }
    }
}
