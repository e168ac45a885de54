import PackageCompiler
import SystemPackage

/// What a sample declares an output to be.
struct ExpectedOutput: Sendable {
    /// The output's name.
    let name: String
    /// The file with what is expected.
    let file: FilePath
    private let bytes: [UInt8]
    /// What the file holds, if it is to be compared as JSON.
    private let json: JSONValue?
    /// Whether the model declares the output as JSON.
    private let mustBeJSON: Bool

    /// What `bytes`, the contents of `file`, say about the output `name` of `model`.
    /// - Throws: ``SampleError/expectedIsNotJSON(output:_:)``.
    init(_ name: String, file: FilePath, bytes: [UInt8], model: ModelInfo) throws(SampleError) {
        self.name = name
        self.file = file
        self.bytes = bytes
        mustBeJSON = model.outputs.first { $0.name == name }.map { Self.isJSON(mediaType: $0.mediaType) } ?? false
        json = mustBeJSON || file.extension == "json" ? JSONValue(json: bytes) : nil
        if mustBeJSON, json == nil { throw .expectedIsNotJSON(output: name, file) }
    }

    /// How `outputs`, the model's answer, differ from what is expected; nil when they do not.
    func mismatch(in outputs: [String: [UInt8]], tolerance: Double) -> OutputMismatch? {
        let differences = differences(in: outputs, tolerance: tolerance)
        return differences.isEmpty ? nil : OutputMismatch(output: name, file: file, differences: differences)
    }

    private func differences(in outputs: [String: [UInt8]], tolerance: Double) -> [String] {
        guard let got = outputs[name] else {
            return ["missing; the model answers with \(outputs.keys.sorted().joined(separator: ", "))"]
        }
        if let json {
            if let value = JSONValue(json: got) {
                var comparison = JSONComparison(tolerance: tolerance)
                comparison.compare(value, with: json)
                return comparison.differences
            }
            if mustBeJSON { return ["the model's answer is not JSON"] }
        }
        guard got != bytes else { return [] }
        let offset = zip(bytes, got).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        return [
            "differs from offset \(offset ?? min(bytes.count, got.count)) on: "
                + "expected \(bytes.count) bytes, got \(got.count)"
        ]
    }

    /// The JSON types: `application/json`, `text/json`, and whatever ends with `+json` (RFC 6839, section 3.1).
    private static func isJSON(mediaType: String) -> Bool {
        let type = mediaType.lowercased().prefix { $0 != ";" && $0 != " " }
        return type == "application/json" || type == "text/json" || type.hasSuffix("+json")
    }
}
