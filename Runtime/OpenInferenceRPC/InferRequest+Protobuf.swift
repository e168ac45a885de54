import ChassisModel
import OpenInference
import OpenInferenceProtocol

extension InferRequest {
    /// Reads a request of gRPC, whose tensors have their elements either in `raw_input_contents`, all of them, or in
    /// `contents`.
    /// - Throws: ``OpenInferenceError`` that names what is malformed.
    init(_ request: Inference_ModelInferRequest) throws(OpenInferenceError) {
        let raw = request.rawInputContents
        guard raw.isEmpty || raw.count == request.inputs.count else {
            throw OpenInferenceError(
                .invalidArgument,
                "raw_input_contents has \(raw.count) entries, there are \(request.inputs.count) inputs; each has one")
        }
        var inputs: [Tensor] = []
        for (index, input) in request.inputs.enumerated() {
            guard let datatype = TensorDatatype(rawValue: input.datatype) else {
                throw .unknownDatatype(input.datatype, of: input.name)
            }
            let shape = try TensorShape(input.shape.map(Int.init), of: input.name)
            let contentType = input.parameters["content_type"]?.stringParam
            if raw.isEmpty {
                inputs.append(
                    Tensor(
                        name: input.name, datatype: datatype, shape: shape, contentType: contentType,
                        data: try input.contents.elements(datatype, shape, of: input.name)))
            } else {
                guard !input.hasContents || input.contents == Inference_InferTensorContents() else {
                    throw OpenInferenceError(
                        .invalidArgument, "\"\(input.name)\" has contents beside raw_input_contents; send one of them")
                }
                inputs.append(
                    try Tensor(
                        name: input.name, datatype: datatype, shape: shape, contentType: contentType,
                        raw: [UInt8](raw[index])))
            }
        }
        self.init(
            id: request.id.isEmpty ? nil : request.id, inputs: inputs,
            outputs: request.outputs.map { Output(name: $0.name) })
    }
}

extension Inference_InferTensorContents {
    /// The elements of a tensor, from the field for its datatype.
    fileprivate func elements(
        _ datatype: TensorDatatype, _ shape: TensorShape, of name: String
    ) throws(OpenInferenceError) -> TensorData {
        func counted<Element>(_ elements: [Element]) throws(OpenInferenceError) -> [Element] {
            guard elements.count == shape.elementCount else {
                throw OpenInferenceError(
                    .invalidArgument,
                    "\"\(name)\" has \(elements.count) elements in the field of its contents for \(datatype.rawValue); "
                        + "its shape \(shape) has \(shape.elementCount)")
            }
            return elements
        }
        func integers<Wide: FixedWidthInteger, Narrow: FixedWidthInteger>(
            _ elements: [Wide], as type: Narrow.Type
        ) throws(OpenInferenceError) -> TensorData {
            var narrow: [Narrow] = []
            narrow.reserveCapacity(elements.count)
            for (index, element) in try counted(elements).enumerated() {
                guard let number = Narrow(exactly: element) else {
                    throw OpenInferenceError(
                        .invalidArgument,
                        "\"\(name)\": element \(index) is \(element), which \(datatype.rawValue) cannot hold")
                }
                narrow.append(number)
            }
            return .raw(narrow.littleEndianBytes)
        }
        switch datatype {
        case .bool: return .raw(try counted(boolContents).map { $0 ? 1 : 0 })
        case .int8: return try integers(intContents, as: Int8.self)
        case .int16: return try integers(intContents, as: Int16.self)
        case .int32: return try integers(intContents, as: Int32.self)
        case .int64: return try integers(int64Contents, as: Int64.self)
        case .uint8: return try integers(uintContents, as: UInt8.self)
        case .uint16: return try integers(uintContents, as: UInt16.self)
        case .uint32: return try integers(uintContents, as: UInt32.self)
        case .uint64: return try integers(uint64Contents, as: UInt64.self)
        case .fp32: return .raw(try counted(fp32Contents).map(\.bitPattern).littleEndianBytes)
        case .fp64: return .raw(try counted(fp64Contents).map(\.bitPattern).littleEndianBytes)
        case .bytes: return .bytes(try counted(bytesContents).map { [UInt8]($0) })
        case .fp16, .bf16:
            throw OpenInferenceError(
                .invalidArgument, "\"\(name)\": \(datatype.rawValue) has no contents; send raw_input_contents")
        }
    }
}

extension [UInt8] {
    /// As many numbers as the bytes hold, little-endian.
    func littleEndianNumbers<Number: FixedWidthInteger>(as type: Number.Type) -> [Number] {
        withUnsafeBytes { bytes in
            (0..<bytes.count / MemoryLayout<Number>.size).map {
                Number(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Number>.size, as: Number.self))
            }
        }
    }
}

extension Array where Element: FixedWidthInteger {
    /// The numbers one after the other, little-endian.
    var littleEndianBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * MemoryLayout<Element>.size)
        for number in self { Swift.withUnsafeBytes(of: number.littleEndian) { bytes += $0 } }
        return bytes
    }
}
