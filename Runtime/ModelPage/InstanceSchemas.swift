import ChassisModel
import JSONCoding
import SchemaProbe

/// What an instance and a prediction of KServe v1 look like for a model, with an example of each.
struct InstanceSchemas {
    /// Where the document keeps schemas.
    static let place = "#/components/schemas/"

    /// The components `Instance`, `Prediction`, `PredictRequest`, `PredictResponse`, and what they refer to.
    let components: [JSONTree.Member]
    /// A request with the sample.
    let requestExample: JSONTree?
    /// The answer to it.
    let responseExample: JSONTree?

    private static let base64 = JSONSchema.object([.init("b64", .string(.base64))])

    init(_ subject: PageSubject, schemas: ModelSchemas, answer: SampleAnswer?) {
        let metadata = subject.metadata
        let values = metadata.inputs.map { (input: $0, schema: Self.schema(of: $0, schemas)) }
        let prediction = PredictionForm(metadata.outputs, schemas: schemas, answer: answer?.outputs)
        requestExample = subject.instance.map { ["instances": [$0]] }
        responseExample = prediction.example.map { ["predictions": [$0]] }

        var components: [JSONTree.Member] = [
            .init("Instance", Self.instance(values, example: subject.instance)),
            .init("Prediction", prediction.json),
            .init("PredictRequest", Self.request(values)),
            .init("PredictResponse", Self.response(explains: false)),
            .init(
                "Base64",
                [
                    "type": "object", "description": "Bytes, in the place of any value.",
                    "properties": ["b64": ["type": "string", "contentEncoding": "base64"]], "required": ["b64"],
                ]),
            .init(
                "Error",
                [
                    "type": "object",
                    "properties": [
                        "error": ["type": "string", "description": "What is wrong."],
                        "failed": [
                            "type": "array", "items": ["type": "integer"],
                            "description": "The indexes of the instances that failed, when there were several.",
                        ],
                    ],
                    "required": ["error"],
                ]),
        ]
        if subject.explains {
            let explanation = schemas.explanation ?? answer?.explanation.flatMap(Self.schema) ?? .any
            components.append(.init("Explanation", explanation.json(definitions: Self.place)))
            components.append(.init("ExplainResponse", Self.response(explains: true)))
        }
        for (name, schema) in schemas.definitions.sorted(by: { $0.key < $1.key }) {
            components.append(.init(name, schema.json(definitions: Self.place)))
        }
        self.components = components
    }

    /// The schema of what was answered once, if it is JSON of a size worth a look.
    private static func schema(ofSample bytes: [UInt8]) -> JSONSchema? {
        guard bytes.count <= PageSubject.sampleBytesMax else { return nil }
        return (try? JSONTree(parsing: bytes)).map { JSONSchema(sample: $0) }
    }

    private static func schema(of input: ModelInput, _ schemas: ModelSchemas) -> JSONSchema {
        switch ValueForm(input.mediaTypes[0]) {
        case .json: .anyOf([schemas.inputs[input.name] ?? .any, .reference("Base64")])
        case .text: .anyOf([.string(), .reference("Base64")])
        case .bytes: .anyOf([.string(.base64), .reference("Base64")])
        }
    }

    private typealias Value = (input: ModelInput, schema: JSONSchema)

    /// With one input, its value, or an object of it; with several, the object.
    private static func instance(_ values: [Value], example: JSONTree?) -> JSONTree {
        let object = JSONSchema.object(values.map { .init($0.input.name, $0.schema) })
        let schema = values.count == 1 ? JSONSchema.anyOf([values[0].schema, object]) : object
        return adding(
            to: schema.json(definitions: place),
            description: values.map { words(for: $0.input) }.joined(separator: "\n\n"),
            example: example)
    }

    private static func words(for input: ModelInput) -> String {
        let types = input.mediaTypes.map(\.description).joined(separator: ", ")
        let words = "`\(input.name)`: \(types), at most \(input.maxSize.bytes) bytes."
        return input.description.isEmpty ? words : "\(words) \(input.description)"
    }

    private static func request(_ values: [Value]) -> JSONTree {
        let rows: JSONTree = ["type": "array", "items": ["$ref": "#/components/schemas/Instance"]]
        let columns = values.map {
            JSONTree.Member(
                $0.input.name, ["type": "array", "items": $0.schema.json(definitions: place)])
        }
        let names = JSONTree.array(values.map { .string($0.input.name) })
        let table: JSONTree = ["type": "object", "properties": .object(columns), "required": names]
        return [
            "type": "object",
            "oneOf": [
                ["properties": ["instances": rows], "required": ["instances"]],
                ["properties": ["inputs": ["anyOf": [rows, table]]], "required": ["inputs"]],
            ],
        ]
    }

    private static func response(explains: Bool) -> JSONTree {
        func list(_ name: String) -> JSONTree {
            ["type": "array", "items": ["$ref": .string(place + name)]]
        }
        let predictions = JSONTree.Member("predictions", list("Prediction"))
        let explanations = JSONTree.Member("explanations", list("Explanation"))
        let members = explains ? [predictions, explanations] : [predictions]
        return [
            "type": "object", "properties": .object(members), "required": .array(members.map { .string($0.name) }),
        ]
    }

    /// `schema` with a description and an example, which may stand beside whatever it holds.
    static func adding(to schema: JSONTree, description: String, example: JSONTree?) -> JSONTree {
        guard case .object(let members) = schema else { return schema }
        let examples = example.map { [JSONTree.Member("examples", [$0])] } ?? []
        return .object(members + [.init("description", .string(description))] + examples)
    }
}
