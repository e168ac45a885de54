import ChassisModel
import JSONCoding
import SchemaProbe

/// What is known of the JSON that a model reads and writes: from its types, if it is a typed model.
struct ModelSchemas {
    /// The JSON of each declared input, by name. Of an input that is not JSON nothing is said here.
    let inputs: [String: JSONSchema]
    /// The JSON of the first declared output; nil when its type does not tell.
    let output: JSONSchema?
    /// The JSON of an explanation; nil when its type does not tell.
    let explanation: JSONSchema?
    /// What the schemas refer to.
    let definitions: [String: JSONSchema]

    /// What the type of `subject` tells, with the help of its sample.
    init(_ subject: PageSubject) {
        let types = ModelTypes(subject.modelType)
        let input = types.input.map {
            ProbedSchema(of: $0, sample: Self.decodedSample(subject), prefix: "Input")
        }
        // To ask a type what it writes, it has to be read as well.
        let output = (types.output as? any Decodable.Type).map { ProbedSchema(of: $0, prefix: "Output") }
        let explanation = (types.explanation as? any Decodable.Type)
            .map { ProbedSchema(of: $0, prefix: "Explanation") }
        inputs = input.map { Self.inputs($0, subject.metadata.inputs) } ?? [:]
        self.output = output?.schema
        self.explanation = explanation?.schema
        definitions = [input, output, explanation]
            .reduce(into: [:]) { $0.merge($1?.definitions ?? [:]) { first, _ in first } }
    }

    /// The sample as a typed model decodes it: see ``TypedModel``.
    private static func decodedSample(_ subject: PageSubject) -> JSONTree? {
        guard let sample = subject.sample else { return nil }
        let inputs = subject.metadata.inputs
        if inputs.count == 1 { return sample[inputs[0].name].flatMap { try? JSONTree(parsing: $0) } }
        var members: [JSONTree.Member] = []
        for input in inputs {
            guard let bytes = sample[input.name] else { return nil }
            let value: JSONTree?
            switch ValueForm(input.mediaTypes[0]) {
            case .json: value = try? JSONTree(parsing: bytes)
            case .text: value = .string(String(decoding: bytes, as: UTF8.self))
            case .bytes: value = .string(String(decoding: Base64.encode(bytes), as: UTF8.self))
            }
            guard let value else { return nil }
            members.append(.init(input.name, value))
        }
        return .object(members)
    }

    /// The schema of each input: with one, all of `schema`; with several, its members.
    private static func inputs(_ schema: ProbedSchema, _ inputs: [ModelInput]) -> [String: JSONSchema] {
        if inputs.count == 1 { return [inputs[0].name: schema.schema] }
        var root = schema.schema
        if case .reference(let name) = root { root = schema.definitions[name] ?? .any }
        guard case .object(let properties) = root else { return [:] }
        return Dictionary(properties.map { ($0.name, $0.schema) }) { first, _ in first }
    }
}

/// The types of a typed model; all nil of a raw one.
private struct ModelTypes {
    var input: (any Decodable.Type)?
    var output: (any Encodable.Type)?
    var explanation: (any Encodable.Type)?

    init(_ type: any Model.Type) {
        func open<M: TypedModel>(_ type: M.Type) {
            (input, output) = (M.Input.self, M.Output.self)
        }
        func explain<M: TypedExplainingModel>(_ type: M.Type) {
            explanation = M.Explanation.self
        }
        if let type = type as? any TypedModel.Type { open(type) }
        if let type = type as? any TypedExplainingModel.Type { explain(type) }
    }
}
