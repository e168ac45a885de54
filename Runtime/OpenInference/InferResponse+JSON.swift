import ChassisModel
import JSONCoding

extension InferResponse {
    /// The body of a REST answer.
    struct Body: Sendable, Equatable {
        /// The JSON, and after it the tensors that are in binary form.
        let bytes: [UInt8]
        /// How long the JSON is; nil when there is nothing after it.
        let jsonByteCount: Int?
    }

    /// The answer to `request` as it goes over REST: each tensor in the form that the request wants, JSON in one list.
    /// - Throws: ``OpenInferenceError`` for a number that the wanted form cannot express.
    func body(for request: InferRequest) throws(OpenInferenceError) -> Body {
        var json = Array("{\"model_name\":".utf8) + JSON.quoted(modelName)
        json += Array(",\"model_version\":".utf8) + JSON.quoted(modelVersion)
        if let id { json += Array(",\"id\":".utf8) + JSON.quoted(id) }
        json += ",\"outputs\":[".utf8
        var binary: [UInt8]?
        for (index, tensor) in outputs.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            let wish = request.outputs.first { $0.name == tensor.name }?.isBinary
            if wish ?? request.prefersBinary {
                let raw = try tensor.raw()
                binary = (binary ?? []) + raw
                tensor.append(parameters: "\"binary_data_size\":\(raw.count)", to: &json)
            } else {
                try tensor.append(to: &json)
            }
        }
        json += "]}".utf8
        return Body(bytes: json + (binary ?? []), jsonByteCount: binary == nil ? nil : json.count)
    }
}

extension Tensor {
    /// The tensor without its elements, and with `parameters`, which are members of an object.
    fileprivate func append(parameters: String?, to json: inout [UInt8], data: [UInt8]? = nil) {
        json += Array("{\"name\":".utf8) + JSON.quoted(name)
        json += ",\"shape\":\(shape),\"datatype\":\"\(datatype.rawValue)\"".utf8
        if let parameters { json += ",\"parameters\":{\(parameters)}".utf8 }
        if let data {
            json += ",\"data\":[".utf8
            json += data
            json.append(UInt8(ascii: "]"))
        }
        json.append(UInt8(ascii: "}"))
    }

    /// The tensor with its elements.
    fileprivate func append(to json: inout [UInt8]) throws(OpenInferenceError) {
        let parameters = contentType.map { "\"content_type\":\"\($0)\"" }
        append(parameters: parameters, to: &json, data: try elementsInJSON())
    }

    private func elementsInJSON() throws(OpenInferenceError) -> [UInt8] {
        switch data {
        case .text(let text): return text
        case .raw(let raw):
            guard !datatype.isBinaryOnly else {
                throw .invalid("\"\(name)\": \(datatype.rawValue) has no form in JSON; ask for \"binary_data\"")
            }
            do throws(OpenInferenceError) {
                return try TensorNumbers(name: name, datatype: datatype).text(of: raw)
            } catch {
                throw OpenInferenceError(.modelFailed, "\(error.message); ask for \"binary_data\"")
            }
        case .strings(let elements):
            return joined(elements) { JSON.quoted(String(decoding: $0, as: UTF8.self)) }
        case .bytes(let elements):
            return joined(elements) { [UInt8(ascii: "\"")] + Base64.encode($0) + [UInt8(ascii: "\"")] }
        }
    }

    private func joined(_ elements: [[UInt8]], _ json: ([UInt8]) -> [UInt8]) -> [UInt8] {
        Array(elements.map(json).joined(separator: [UInt8(ascii: ",")]))
    }
}
