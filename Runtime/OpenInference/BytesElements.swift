/// The elements of a BYTES tensor in binary form: each its length in four bytes, little-endian, and its bytes
/// ([binary tensor data extension](https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md)).
enum BytesElements {
    /// The `count` elements of `raw`.
    /// - Parameter name: the tensor they are of, which the message of an error names.
    /// - Throws: ``OpenInferenceError`` unless they fill `raw` exactly.
    static func decode(
        _ raw: ArraySlice<UInt8>, count: Int, of name: String
    ) throws(OpenInferenceError) -> [[UInt8]] {
        // Each takes four bytes at least, so nothing is made room for that is not there.
        guard count <= raw.count / 4 else {
            throw .invalid("\"\(name)\": \(raw.count) bytes cannot hold \(count) elements of BYTES")
        }
        var elements: [[UInt8]] = []
        elements.reserveCapacity(count)
        var rest = raw
        for index in 0..<count {
            let length = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            guard rest.count >= 4, rest.count - 4 >= length else {
                throw .invalid("\"\(name)\": the bytes end within element \(index)")
            }
            rest.removeFirst(4)
            elements.append(Array(rest.prefix(length)))
            rest.removeFirst(length)
        }
        guard rest.isEmpty else {
            throw .invalid("\"\(name)\": \(rest.count) bytes are left after the \(count) elements of its shape")
        }
        return elements
    }

    /// The binary form of `elements`, none of which is 4 GiB long.
    static func encode(_ elements: [[UInt8]]) -> [UInt8] {
        var raw: [UInt8] = []
        raw.reserveCapacity(elements.reduce(0) { $0 + 4 + $1.count })
        for element in elements {
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: element.count).littleEndian) { raw += $0 }
            raw += element
        }
        return raw
    }
}
