import ChassisModel
import JSONCoding

extension InferRequest {
    /// Reads the body of a REST request
    /// ([inference_rest.md](https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md)),
    /// with tensors in JSON, flat or in lists, or in binary form after it.
    /// - Parameter jsonByteCount: how long the JSON is, as the header `Inference-Header-Content-Length` says; nil when
    ///   there is nothing after it.
    /// - Throws: ``OpenInferenceError`` that names what is malformed.
    init(body: [UInt8], jsonByteCount: Int? = nil) throws(OpenInferenceError) {
        let count = jsonByteCount ?? body.count
        guard count <= body.count else {
            throw .invalid("\(Self.jsonByteCountHeader) is \(count), and the body has \(body.count) bytes")
        }
        let request = try JSONObject(Self.document(jsonByteCount == nil ? body : Array(body[..<count])).view, at: "")
        id = try request.string("id")
        prefersBinary = try request.object("parameters")?.boolean("binary_data_output") ?? false
        outputs = []
        for output in try request.objects("outputs") ?? [] { outputs.append(try Output(output)) }
        guard let tensors = try request.objects("inputs") else { throw request.missing("inputs") }
        inputs = []
        var binary = body[count...]
        for tensor in tensors { inputs.append(try Tensor(tensor, binary: &binary)) }
        guard binary.isEmpty else {
            throw .invalid("\(binary.count) bytes are left after the tensors; each says its \"binary_data_size\"")
        }
    }

    /// The header that says how long the JSON is when tensors follow it in binary form.
    static let jsonByteCountHeader = "Inference-Header-Content-Length"

    private static func document(_ bytes: [UInt8]) throws(OpenInferenceError) -> JSONDocument {
        do throws(JSONSyntaxError) {
            return try JSONDocument(bytes)
        } catch {
            throw .invalid("Unrecognized request format: \(error)")
        }
    }
}

extension InferRequest.Output {
    fileprivate init(_ output: JSONObject) throws(OpenInferenceError) {
        guard let name = try output.string("name") else { throw output.missing("name") }
        self.init(name: name, isBinary: try output.object("parameters")?.boolean("binary_data"))
    }
}

extension Tensor {
    /// Reads one of the inputs; takes its bytes, if it has any, from the front of `binary`.
    fileprivate init(_ tensor: JSONObject, binary: inout ArraySlice<UInt8>) throws(OpenInferenceError) {
        guard let name = try tensor.string("name") else { throw tensor.missing("name") }
        guard let typeName = try tensor.string("datatype") else { throw tensor.missing("datatype") }
        guard let datatype = TensorDatatype(rawValue: typeName) else {
            throw OpenInferenceError.unknownDatatype(typeName, of: name)
        }
        guard let sizes = try tensor.list("shape") else { throw tensor.missing("shape") }
        let shape = try TensorShape(Self.integers(sizes, tensor.path(of: "shape")), of: name)
        let parameters = try tensor.object("parameters")
        let contentType = try parameters?.string("content_type")
        let data = try tensor.value("data")
        guard let byteCount = try parameters?.integer("binary_data_size") else {
            guard let data else { throw tensor.missing("data") }
            self.init(
                name: name, datatype: datatype, shape: shape, contentType: contentType,
                data: try Self.elements(data, datatype, shape, of: name))
            return
        }
        guard data == nil else { throw .invalid("\"\(name)\" has both \"data\" and \"binary_data_size\"") }
        guard byteCount >= 0, byteCount <= binary.count else {
            throw .invalid("\"\(name)\" has a \"binary_data_size\" of \(byteCount), and \(binary.count) bytes are left")
        }
        let raw = Array(binary.prefix(byteCount))
        binary = binary.dropFirst(byteCount)
        try self.init(name: name, datatype: datatype, shape: shape, contentType: contentType, raw: raw)
    }

    private static func integers(_ list: [JSONView], _ path: String) throws(OpenInferenceError) -> [Int] {
        var integers: [Int] = []
        for element in list {
            guard let integer = element.integer else {
                throw .invalid("expected \"\(path)\" to be whole numbers, found \(element.kind.rawValue)")
            }
            integers.append(integer)
        }
        return integers
    }

    /// The elements of `data`: as many as `shape` has, in one list or in lists of its form.
    private static func elements(
        _ data: JSONView, _ datatype: TensorDatatype, _ shape: TensorShape, of name: String
    ) throws(OpenInferenceError) -> TensorData {
        guard !datatype.isBinaryOnly else {
            throw .invalid("\"\(name)\": \(datatype.rawValue) has no form in JSON; send it as binary data")
        }
        guard data.kind == .array else {
            throw .invalid("expected the data of \"\(name)\" to be a list, found \(data.kind.rawValue)")
        }
        let array: FlatArray
        do throws(FlatArray.Problem) {
            array = try FlatArray(data)
        } catch {
            throw .invalid("the data of \"\(name)\" is no tensor: \(error)")
        }
        let leaf = FlatArray.Leaf.of(datatype)
        guard array.leaf == leaf || array.count == 0 else {
            throw .invalid(
                "the data of \"\(name)\" is \(array.leaf.map { "\($0)" } ?? "empty"); "
                    + "\(datatype.rawValue) is \(leaf)")
        }
        guard array.count == shape.elementCount else {
            throw .invalid("\"\(name)\" has \(array.count) elements; its shape \(shape) has \(shape.elementCount)")
        }
        guard array.sizes.count == 1 || array.sizes == shape.sizes else {
            throw .invalid(
                "the lists of \"\(name)\" have the shape [\(array.sizes.map { "\($0)" }.joined(separator: ","))], "
                    + "it says \(shape)")
        }
        if case .text(let text) = array.data { try TensorNumbers(name: name, datatype: datatype).check(text) }
        return array.count == 0 && datatype == .bytes ? .strings([]) : array.data
    }
}

extension OpenInferenceError {
    /// A tensor of a type that the protocol does not have.
    public static func unknownDatatype(_ datatype: String, of name: String) -> OpenInferenceError {
        .invalid(
            "\"\(name)\" has the datatype \"\(datatype)\"; there are "
                + TensorDatatype.allCases.map(\.rawValue).joined(separator: ", "))
    }
}
