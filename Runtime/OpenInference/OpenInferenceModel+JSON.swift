import JSONCoding

extension OpenInferenceModel {
    /// What `GET /v2/models/NAME` answers.
    var metadataJSON: [UInt8] {
        var json = Array(#"{"name":"#.utf8) + JSON.quoted(name)
        json += Array(#","versions":["#.utf8) + JSON.quoted(version)
        json += Array(#"],"platform":"\#(Self.platform)","inputs":["#.utf8) + Self.json(inputs)
        json += Array(#"],"outputs":["#.utf8) + Self.json(outputs)
        return json + Array("]}".utf8)
    }

    /// What `/v2/repository/index` answers: the states of
    /// [Triton's extension](https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_model_repository.md).
    var indexJSON: [UInt8] {
        var json = Array(#"[{"name":"#.utf8) + JSON.quoted(name) + Array(#","version":"#.utf8) + JSON.quoted(version)
        json += #","state":"\#(repositoryState)","reason":"#.utf8
        return json + JSON.quoted(notReadyReason) + Array("}]".utf8)
    }

    private static func json(_ tensors: [TensorMetadata]) -> [UInt8] {
        let parts = tensors.map { tensor in
            let shape = tensor.shape.map { "\($0)" }.joined(separator: ",")
            return Array(#"{"name":"#.utf8) + JSON.quoted(tensor.name)
                + Array(#","datatype":"\#(tensor.datatype.rawValue)","shape":[\#(shape)]}"#.utf8)
        }
        return Array(parts.joined(separator: [UInt8(ascii: ",")]))
    }
}
