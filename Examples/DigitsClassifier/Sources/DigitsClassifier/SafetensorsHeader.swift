/// The header of a safetensors file: a JSON object with an entry for each tensor, and one for notes, which is skipped.
struct SafetensorsHeader {
    /// Where a tensor is, and what it holds.
    struct Tensor {
        let dtype: String
        let shape: [Int]
        /// The first byte and the one after the last, counted from the end of the header.
        let offsets: [Int]
    }

    let tensors: [String: Tensor]

    /// Reads the header's bytes. A JSON decoder would do as well; this small reader knows the one form that the format
    /// allows, and keeps Foundation out of the image.
    init(_ bytes: some Collection<UInt8>) throws(SafetensorsHeaderError) {
        var reader = HeaderReader(bytes: Array(bytes))
        var tensors: [String: Tensor] = [:]
        try reader.object { reader, name throws(SafetensorsHeaderError) in
            guard name != "__metadata__" else {
                return try reader.object { reader, _ throws(SafetensorsHeaderError) in _ = try reader.string() }
            }
            tensors[name] = try Tensor(&reader)
        }
        try reader.end()
        self.tensors = tensors
    }
}

extension SafetensorsHeader.Tensor {
    fileprivate init(_ reader: inout HeaderReader) throws(SafetensorsHeaderError) {
        var (dtype, shape, offsets): (String?, [Int]?, [Int]?)
        try reader.object { reader, key throws(SafetensorsHeaderError) in
            switch key {
            case "dtype": dtype = try reader.string()
            case "shape": shape = try reader.integers()
            case "data_offsets": offsets = try reader.integers()
            default: throw reader.error("dtype, shape or data_offsets")
            }
        }
        guard let dtype, let shape, let offsets else { throw reader.error("all of dtype, shape and data_offsets") }
        self.init(dtype: dtype, shape: shape, offsets: offsets)
    }
}

/// What is wrong with a header, and where.
struct SafetensorsHeaderError: Error, CustomStringConvertible {
    let expected: String
    /// Counted from the beginning of the header.
    let offset: Int

    var description: String { "expected \(expected) at byte \(offset)" }
}

/// The part of JSON that a header is made of: objects, strings, and lists of integers.
private struct HeaderReader {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    func error(_ expected: String) -> SafetensorsHeaderError {
        SafetensorsHeaderError(expected: expected, offset: position)
    }

    /// Reads an object; `value` reads what stands behind each key.
    mutating func object(
        _ value: (inout HeaderReader, String) throws(SafetensorsHeaderError) -> Void
    ) throws(SafetensorsHeaderError) {
        try list(from: "{", to: "}") { reader throws(SafetensorsHeaderError) in
            let key = try reader.string()
            guard reader.take(":") else { throw reader.error("\":\"") }
            try value(&reader, key)
        }
    }

    mutating func integers() throws(SafetensorsHeaderError) -> [Int] {
        var integers: [Int] = []
        try list(from: "[", to: "]") { reader throws(SafetensorsHeaderError) in integers.append(try reader.integer()) }
        return integers
    }

    mutating func string() throws(SafetensorsHeaderError) -> String {
        guard take("\"") else { throw error("a string") }
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            guard bytes[position] != UInt8(ascii: "\\") else { throw error("a name without escapes") }
            position += 1
        }
        guard position < bytes.count, let text = String(validating: bytes[start..<position], as: UTF8.self) else {
            throw error("the end of a string in UTF-8")
        }
        position += 1
        return text
    }

    /// Nothing but white space may follow: writers fill the header up with spaces.
    mutating func end() throws(SafetensorsHeaderError) {
        skipSpace()
        guard position == bytes.count else { throw error("the end") }
    }

    private mutating func integer() throws(SafetensorsHeaderError) -> Int {
        skipSpace()
        let digits = bytes[position...].prefix { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
        guard let integer = Int(String(decoding: digits, as: UTF8.self)) else { throw error("an integer") }
        position += digits.count
        return integer
    }

    private mutating func list(
        from start: Unicode.Scalar, to end: Unicode.Scalar,
        _ element: (inout HeaderReader) throws(SafetensorsHeaderError) -> Void
    ) throws(SafetensorsHeaderError) {
        guard take(start) else { throw error("\"\(start)\"") }
        if take(end) { return }
        repeat { try element(&self) } while take(",")
        guard take(end) else { throw error("\",\" or \"\(end)\"") }
    }

    /// Whether `scalar` comes next, after white space; it is passed over then.
    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }
}
