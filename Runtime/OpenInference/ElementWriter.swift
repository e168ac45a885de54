/// Writes the elements of a tensor, a few at a time, as nested lists of JSON.
struct ElementWriter {
    private enum Source {
        /// Elements with commas between them.
        case text([UInt8])
        /// The JSON of each element.
        case parts([[UInt8]])
    }

    private let source: Source
    private let count: Int
    /// How many elements were written.
    private var written = 0
    /// Of a text, the offset of the next element.
    private var offset = 0

    /// A writer of the `count` elements in `text`, which have commas between them.
    init(text: [UInt8], count: Int) {
        source = .text(text)
        self.count = count
    }

    /// A writer of `parts`, each of which is JSON.
    init(parts: [[UInt8]]) {
        source = .parts(parts)
        count = parts.count
    }

    /// The JSON of as many elements as a tensor of `sizes` has: for no size one element, else lists.
    mutating func next(_ sizes: ArraySlice<Int>) -> [UInt8] {
        var json: [UInt8] = []
        append(sizes, to: &json)
        return json
    }

    private mutating func append(_ sizes: ArraySlice<Int>, to json: inout [UInt8]) {
        guard let size = sizes.first else { return appendElements(1, to: &json) }
        json.append(UInt8(ascii: "["))
        if sizes.count == 1 {
            appendElements(size, to: &json)
        } else {
            for index in 0..<size {
                if index > 0 { json.append(UInt8(ascii: ",")) }
                append(sizes.dropFirst(), to: &json)
            }
        }
        json.append(UInt8(ascii: "]"))
    }

    private mutating func appendElements(_ wanted: Int, to json: inout [UInt8]) {
        switch source {
        case .text(let text):
            let end = end(of: wanted, in: text)
            json += text[offset..<end]
            offset = end + 1
        case .parts(let parts):
            for index in written..<written + wanted {
                if index > written { json.append(UInt8(ascii: ",")) }
                json += parts[index]
            }
        }
        written += wanted
    }

    /// The offset after the next `wanted` elements.
    private func end(of wanted: Int, in text: [UInt8]) -> Int {
        guard written + wanted < count else { return text.count }
        return text.withUnsafeBufferPointer { text in
            var (end, left) = (offset, wanted)
            while true {
                if text[end] == UInt8(ascii: ",") {
                    left -= 1
                    if left == 0 { return end }
                }
                end += 1
            }
        }
    }
}
