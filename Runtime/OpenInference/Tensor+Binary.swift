public import ChassisModel

extension Tensor {
    /// A tensor from its binary form.
    /// - Throws: ``OpenInferenceError`` unless `raw` is exactly as long as the shape and the datatype say.
    public init(
        name: String, datatype: TensorDatatype, shape: TensorShape, contentType: String? = nil, raw: [UInt8]
    ) throws(OpenInferenceError) {
        let data: TensorData
        if let byteCount = datatype.byteCount {
            let (expected, overflows) = shape.elementCount.multipliedReportingOverflow(by: byteCount)
            guard !overflows, raw.count == expected else {
                throw .invalid(
                    "\"\(name)\" has \(raw.count) bytes; \(datatype.rawValue) of shape \(shape) has "
                        + (overflows ? "more than there can be" : "\(expected)"))
            }
            data = .raw(raw)
        } else {
            data = .bytes(try BytesElements.decode(raw[...], count: shape.elementCount, of: name))
        }
        self.init(name: name, datatype: datatype, shape: shape, contentType: contentType, data: data)
    }

    /// The elements in binary form.
    /// - Throws: ``OpenInferenceError`` for a number that the datatype cannot hold.
    public func raw() throws(OpenInferenceError) -> [UInt8] {
        switch data {
        case .raw(let raw): raw
        case .text(let text): try TensorNumbers(name: name, datatype: datatype).raw(of: text)
        case .strings(let elements), .bytes(let elements): BytesElements.encode(elements)
        }
    }
}
