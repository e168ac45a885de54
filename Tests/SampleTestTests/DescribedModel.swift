import PackageCompiler

/// A model that describes itself with these inputs, all of them JSON, and outputs with their media types.
func describedModel(
    inputs: [String] = ["input"], outputs: [(name: String, mediaType: String)] = [("results.json", "application/json")]
) throws -> ModelInfo {
    let inputList = inputs.map {
        #"{"name":"\#($0)","mediaTypes":["application/json"],"maxSize":"1M","description":""}"#
    }
    let outputList = outputs.map {
        #"{"name":"\#($0.name)","mediaType":"\#($0.mediaType)","maxSize":"1M","description":""}"#
    }
    let json =
        #"{"name":"a","version":"1","author":"","summary":"","batchSize":1,"explains":false,"inputs":["#
        + "\(inputList.joined(separator: ","))],\"outputs\":[\(outputList.joined(separator: ","))]}"
    return try ModelInfo(json: Array(json.utf8))
}
