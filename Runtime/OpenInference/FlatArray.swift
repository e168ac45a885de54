import JSONCoding

/// A JSON scalar, or lists in lists that make a tensor: all leaves of one kind, all lists of a level of one length.
struct FlatArray {
    /// What the leaves are.
    enum Leaf: Equatable {
        case numbers, booleans, strings

        /// Nothing for `null`, arrays and objects.
        init?(_ kind: JSONKind) {
            switch kind {
            case .number: self = .numbers
            case .boolean: self = .booleans
            case .string: self = .strings
            case .null, .array, .object: return nil
            }
        }
    }

    /// Why JSON is none.
    enum Problem: Error, Equatable, CustomStringConvertible {
        /// The leaf of this index, or what stands where it should, is of another kind than the ones before.
        case mixed(index: Int, JSONKind)
        /// The list before the leaf of this index has another length than its neighbours.
        case uneven(index: Int, lengths: [Int])
        /// The string of this index has half of a surrogate pair.
        case notText(index: Int)
        /// Lists nest deeper than ``TensorShape/rankMax``.
        case tooDeep

        var description: String {
            switch self {
            case .mixed(let index, let kind): "element \(index) is \(kind.rawValue)"
            case .uneven(let index, let lengths):
                "lists of one level differ in length: \(lengths.map { "\($0)" }.joined(separator: " and ")), "
                    + "at element \(index)"
            case .notText(let index): "element \(index) has half of a surrogate pair"
            case .tooDeep: "lists nest deeper than \(TensorShape.rankMax) levels"
            }
        }
    }

    /// The lengths of the lists, from the outermost in; none for a scalar.
    private(set) var sizes: [Int] = []
    /// What the leaves are; nil when there are none.
    private(set) var leaf: Leaf?
    /// How many leaves there are.
    private(set) var count = 0
    /// Numbers and booleans as they stand in the document, with commas between them.
    private(set) var text: [UInt8] = []
    /// Strings in UTF-8.
    private(set) var strings: [[UInt8]] = []

    /// How many lists are around a leaf, once the first one was seen.
    private var leafDepth: Int?

    /// Reads `view`.
    init(_ view: JSONView) throws(Problem) {
        try read(view, depth: 0)
    }

    /// The leaves, as the elements of a tensor.
    var data: TensorData { leaf == .strings ? .strings(strings) : .text(text) }

    private mutating func read(_ view: JSONView, depth: Int) throws(Problem) {
        guard view.kind == .array else { return try readLeaf(view, depth: depth) }
        guard depth < TensorShape.rankMax else { throw .tooDeep }
        guard leafDepth.map({ depth < $0 }) ?? true else { throw .mixed(index: count, .array) }
        if let numbers = view.numbers {
            try note(size: numbers.count, depth: depth)
            guard numbers.count > 0 else { return leafDepth = depth + 1 }
            try note(.numbers, kind: .number, depth: depth + 1)
            append(view.document.bytes[numbers.range], count: numbers.count)
        } else {
            let elements = view.elements
            try note(size: elements.count, depth: depth)
            for element in elements { try read(element, depth: depth + 1) }
        }
    }

    private mutating func readLeaf(_ view: JSONView, depth: Int) throws(Problem) {
        guard let kind = Leaf(view.kind), let range = view.scalarRange else { throw .mixed(index: count, view.kind) }
        try note(kind, kind: view.kind, depth: depth)
        if kind == .strings {
            guard let string = view.string else { throw .notText(index: count) }
            strings.append(Array(string.utf8))
            count += 1
        } else {
            append(view.document.bytes[range], count: 1)
        }
    }

    private mutating func append(_ part: ArraySlice<UInt8>, count: Int) {
        if self.count > 0 { text.append(UInt8(ascii: ",")) }
        text += part
        self.count += count
    }

    private mutating func note(size: Int, depth: Int) throws(Problem) {
        if depth == sizes.count {
            sizes.append(size)
        } else if sizes[depth] != size {
            throw .uneven(index: count, lengths: [sizes[depth], size])
        }
    }

    private mutating func note(_ leaf: Leaf, kind: JSONKind, depth: Int) throws(Problem) {
        guard leafDepth ?? depth == depth, self.leaf ?? leaf == leaf else { throw .mixed(index: count, kind) }
        self.leaf = leaf
        leafDepth = depth
    }
}
