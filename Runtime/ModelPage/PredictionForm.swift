import ChassisModel
import JSONCoding
import SchemaProbe

/// What a prediction of KServe v1 looks like: the one declared output, or an object of several.
struct PredictionForm {
    /// Its schema.
    let json: JSONTree
    /// The prediction for the sample.
    let example: JSONTree?

    init(_ outputs: [ModelOutput], schemas: ModelSchemas, answer: NamedBytes?) {
        let values = outputs.map { output in
            (name: output.name, value: answer?[output.name].flatMap { Self.value($0, of: output) })
        }
        let forms = outputs.enumerated().map { index, output -> JSONSchema in
            switch ValueForm(output.mediaType) {
            // The type knows more than one answer, if it knows anything.
            case .json:
                if index == 0, let known = schemas.output, known != .any { return known }
                return values[index].value.map { JSONSchema(sample: $0) } ?? .any
            case .text: return .string()
            case .bytes: return .reference("Base64")
            }
        }
        let schema = outputs.count == 1 ? forms[0] : .object(zip(outputs, forms).map { .init($0.name, $1) })
        example = Self.example(values)
        json = InstanceSchemas.adding(
            to: schema.json(definitions: InstanceSchemas.place), description: Self.words(for: outputs),
            example: example)
    }

    private static func words(for outputs: [ModelOutput]) -> String {
        outputs.map { output in
            let words = "`\(output.name)`: \(output.mediaType)."
            return output.description.isEmpty ? words : "\(words) \(output.description)"
        }.joined(separator: "\n\n")
    }

    private static func value(_ bytes: [UInt8], of output: ModelOutput) -> JSONTree? {
        guard bytes.count <= PageSubject.sampleBytesMax else { return nil }
        switch ValueForm(output.mediaType) {
        case .json: return try? JSONTree(parsing: bytes)
        case .text: return .string(String(decoding: bytes, as: UTF8.self))
        case .bytes: return ["b64": .string(String(decoding: Base64.encode(bytes), as: UTF8.self))]
        }
    }

    private static func example(_ values: [(name: String, value: JSONTree?)]) -> JSONTree? {
        if values.count == 1 { return values[0].value }
        var members: [JSONTree.Member] = []
        for (name, value) in values {
            guard let value else { return nil }
            members.append(.init(name, value))
        }
        return .object(members)
    }
}
