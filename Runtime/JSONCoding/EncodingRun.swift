/// What the encoders of one value share: all that was encoded, complete when the run is over. Containers that were
/// handed out may be written to until then.
final class EncodingRun {
    /// The node of the value itself.
    static let root = 0
    /// So many parts are looked through one by one for a name; of more there is an index.
    private static let scannedMax = 32

    // A run is used by one thread, and no access to these leads to another: what would check that at run time takes
    // a fifth of the time of encoding.

    /// See ``KnownType/of(_:last:)``.
    @exclusivity(unchecked) var lastType: KnownType.Last?
    /// The JSON of complete values, one after the other.
    @exclusivity(unchecked) private var text: [UInt8] = []
    @exclusivity(unchecked) private var nodes: [EncodedNode] = []
    /// What leads to nodes, where it is more than a name.
    private var keys: [any CodingKey] = []
    /// The last part of each name, for objects of many containers.
    @exclusivity(unchecked) private var indexes: [Int: [[UInt8]: Int]] = [:]
    /// The first mistake that could not be thrown where it was made.
    private var mistake: EncodingError?

    init() {
        text.reserveCapacity(256)
        nodes.reserveCapacity(16)
        nodes.append(EncodedNode(parent: Self.root))
    }

    // MARK: Values without parts

    /// Writes the JSON of a value; nil when JSON cannot express it.
    func text(ofScalar scalar: some JSONScalar) -> Range<Int>? {
        let start = text.count
        return scalar.write(to: &text) ? start..<text.count : nil
    }

    /// Writes the JSON of an array of such values; `failure` makes the error of the first that JSON cannot express.
    func text(
        ofScalars array: some JSONScalarArray, orThrow failure: (_ index: Int, _ element: Any) -> EncodingError
    ) throws(EncodingError) -> Range<Int> {
        let start = text.count
        guard let (index, element) = array.write(to: &text) else { return start..<text.count }
        text.removeLast(text.count - start)
        throw failure(index, element)
    }

    /// Writes `json` as it stands.
    func text(json: some Collection<UInt8>) -> Range<Int> {
        let start = text.count
        text += json
        return start..<text.count
    }

    // MARK: Nodes

    /// Whether nothing was encoded at `node`.
    func isEmpty(_ node: Int) -> Bool { nodes[node].kind == .nothing }

    /// The number of parts of `node`.
    func count(of node: Int) -> Int { nodes[node].count }

    /// Makes a place for a value that becomes a part of `parent` when it is encoded: see ``add(_:to:named:)``.
    func makeNode(in parent: Int, _ key: any CodingKey) -> Int {
        nodes.append(EncodedNode(parent: parent, key: keys.count))
        keys.append(key)
        return nodes.count - 1
    }

    /// Makes a place that is a part of `parent` at once, and may be asked for again.
    func addContainer(to parent: Int, named name: String = "", _ key: any CodingKey) -> Int {
        let node = makeNode(in: parent, key)
        nodes[node].isContainer = true
        add(node, to: parent, named: name)
        return node
    }

    /// Adds a complete value as the last part of `parent`.
    func add(_ text: Range<Int>, to parent: Int, named name: String = "") {
        nodes.append(EncodedNode(kind: .text, text: text, parent: parent))
        add(nodes.count - 1, to: parent, named: name)
    }

    /// Makes `node` the last part of `parent`.
    func add(_ node: Int, to parent: Int, named name: String = "") {
        nodes[node].name = name
        if nodes[parent].count == 0 {
            nodes[parent].first = node
        } else {
            let last = nodes[parent].last
            nodes[last].next = node
            if nodes[parent].kind == .object, nodes[parent].isSorted {
                nodes[parent].isSorted = nodes[last].name.precedes(name)
            }
        }
        nodes[parent].last = node
        nodes[parent].count += 1
        if !indexes.isEmpty { indexes[parent]?[Array(name.utf8)] = node }
    }

    /// The container that was handed out under `name` in the object `parent`, unless something else took its place.
    func container(named name: String, in parent: Int) -> Int? {
        let (count, last) = (nodes[parent].count, nodes[parent].last)
        guard count > 0, !(nodes[parent].isSorted && nodes[last].name.precedes(name)) else { return nil }
        let found =
            count > Self.scannedMax
            ? index(of: parent)[Array(name.utf8)] : parts(of: parent).last { nodes[$0].name.isSame(as: name) }
        return found.flatMap { nodes[$0].isContainer ? $0 : nil }
    }

    private func index(of parent: Int) -> [[UInt8]: Int] {
        if let index = indexes[parent] { return index }
        var index: [[UInt8]: Int] = [:]
        for part in parts(of: parent) { index[Array(nodes[part].name.utf8)] = part }
        indexes[parent] = index
        return index
    }

    private func parts(of node: Int) -> [Int] {
        var parts: [Int] = []
        parts.reserveCapacity(nodes[node].count)
        var part = nodes[node].first
        for _ in 0..<nodes[node].count {
            parts.append(part)
            part = nodes[part].next
        }
        return parts
    }

    /// The keys that lead to `node`.
    func path(to node: Int) -> [any CodingKey] {
        var path: [any CodingKey] = []
        var node = node
        while node != Self.root {
            if let key = nodes[node].key { path.append(keys[key]) }
            node = nodes[node].parent
        }
        return path.reversed()
    }

    // MARK: What a node is

    /// Makes `node` an object or an array; one that is already is left as it is, for a class and its superclass share it.
    func become(_ kind: EncodedNode.Kind, _ node: Int) {
        guard nodes[node].kind != kind else { return }
        guard isFree(node) else { return }
        nodes[node].kind = kind
    }

    /// Makes `node` a complete value.
    func become(_ text: Range<Int>, _ node: Int) {
        guard isFree(node) else { return }
        nodes[node].kind = .text
        nodes[node].text = text
    }

    /// Whether there is room for a value. Of two in one place the first stays, and encoding fails in the end: containers
    /// cannot be refused.
    private func isFree(_ node: Int) -> Bool {
        if nodes[node].kind == .nothing { return true }
        if mistake == nil {
            let context = EncodingError.Context(
                codingPath: path(to: node), debugDescription: "two values were encoded where there is room for one")
            mistake = .invalidValue(nodes[node].kind, context)
        }
        return false
    }

    // MARK: The JSON

    /// The whole JSON of what was encoded.
    func json() throws -> [UInt8] {
        if let mistake { throw mistake }
        if nodes[Self.root].kind == .text, nodes[Self.root].text == text.indices { return text }
        var json: [UInt8] = []
        json.reserveCapacity(text.count + 16 * nodes.count)
        append(Self.root, to: &json)
        return json
    }

    private func append(_ node: Int, to json: inout [UInt8]) {
        switch nodes[node].kind {
        case .nothing: json += "{}".utf8
        case .text:
            let range = nodes[node].text
            text.withUnsafeBufferPointer { json += UnsafeBufferPointer(rebasing: $0[range]) }
        case .array:
            json.append(UInt8(ascii: "["))
            appendParts(of: node, to: &json)
            json.append(UInt8(ascii: "]"))
        case .object:
            if !nodes[node].isSorted { sortParts(of: node) }
            json.append(UInt8(ascii: "{"))
            appendParts(of: node, to: &json)
            json.append(UInt8(ascii: "}"))
        }
    }

    private func appendParts(of node: Int, to json: inout [UInt8]) {
        let isObject = nodes[node].kind == .object
        var part = nodes[node].first
        for index in 0..<nodes[node].count {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            if isObject {
                json.appendJSONString(nodes[part].name)
                json.append(UInt8(ascii: ":"))
            }
            append(part, to: &json)
            part = nodes[part].next
        }
    }

    /// Brings the parts of an object in the order of their names; of those with the same name the last is left.
    private func sortParts(of object: Int) {
        let parts = parts(of: object).enumerated().sorted { left, right in
            let (leftName, rightName) = (nodes[left.element].name, nodes[right.element].name)
            return leftName.precedes(rightName) || (leftName.isSame(as: rightName) && left.offset < right.offset)
        }.map(\.element)
        let kept =
            zip(parts, parts.dropFirst()).filter { !nodes[$0].name.isSame(as: nodes[$1].name) }.map(\.0)
            + parts.suffix(1)
        for (part, next) in zip(kept, kept.dropFirst()) { nodes[part].next = next }
        nodes[object].first = kept[0]
        nodes[object].count = kept.count
        nodes[object].isSorted = true
    }
}

extension String {
    /// Whether it comes before `other` by the bytes of UTF-8.
    fileprivate func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }

    /// Whether it has the bytes of `other`: two ways to write one letter are two names in JSON.
    fileprivate func isSame(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
