import ChassisModel
import JSONCoding
import SchemaProbe

/// What the page's script shows of a model.
struct ModelCard {
    let subject: PageSubject
    let schemas: ModelSchemas

    init(_ subject: PageSubject, schemas: ModelSchemas) {
        self.subject = subject
        self.schemas = schemas
    }

    /// The JSON that the script reads.
    var json: JSONTree {
        let metadata = subject.metadata
        let path = "/v1" + subject.modelPath
        return .members([
            "summary": .string(metadata.summary),
            "details": .string(metadata.details),
            "technical": .string(metadata.technical),
            "performance": .string(metadata.performance),
            "inputs": .array(metadata.inputs.map(field)),
            "outputs": .array(metadata.outputs.enumerated().map { field($1, isFirst: $0 == 0) }),
            "facts": .array(facts.map { [.string($0), .string($1)] }),
            "instance": .string(String(decoding: (subject.instance ?? placeholder).bytes, as: UTF8.self)),
            "hint": .string(hint),
            "statusPath": .string(path),
            "predictPath": .string(path + ":predict"),
            "explainPath": subject.explains ? .string(path + ":explain") : nil,
        ])
    }

    private func field(_ input: ModelInput) -> JSONTree {
        [
            "name": .string(input.name),
            "type": .string(
                Self.type(input.mediaTypes, input.mediaTypes[0].isJSON ? schemas.inputs[input.name] : nil)),
            "maxSize": .string(Self.words(input.maxSize)),
            "description": .string(input.description),
        ]
    }

    private func field(_ output: ModelOutput, isFirst: Bool) -> JSONTree {
        [
            "name": .string(output.name),
            "type": .string(Self.type([output.mediaType], isFirst && output.mediaType.isJSON ? schemas.output : nil)),
            "maxSize": .string(Self.words(output.maxSize)),
            "description": .string(output.description),
        ]
    }

    private static func type(_ mediaTypes: [MediaType], _ schema: JSONSchema?) -> String {
        let names = mediaTypes.map(\.description).joined(separator: ", ")
        guard let schema, schema != .any else { return names }
        return "\(names): \(schema.words)"
    }

    private static func words(_ size: ByteSize) -> String {
        let text = size.description
        guard let unit = text.last, "KMG".contains(unit) else { return text == "1" ? "1 byte" : "\(text) bytes" }
        return "\(text.dropLast()) \(unit)iB"
    }

    private static func words(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }

    private var facts: [(String, String)] {
        let metadata = subject.metadata
        var facts = [("Version", metadata.version)]
        if metadata.name != subject.modelName { facts.append(("Model", metadata.name)) }
        if !metadata.author.isEmpty { facts.append(("Author", metadata.author)) }
        facts.append(("Memory", Self.words(metadata.resources.memory)))
        facts.append(("Processors", Self.words(Double(metadata.resources.cpus))))
        if metadata.resources.gpus > 0 { facts.append(("Graphics processors", "\(metadata.resources.gpus)")) }
        facts.append(("Time limit", Self.words(metadata.timeouts.run / .seconds(1)) + " s"))
        if metadata.batchSize > 1 { facts.append(("Batch", "up to \(metadata.batchSize) instances")) }
        facts.append(("Explains", subject.explains ? "yes" : "no"))
        return facts
    }

    private var hint: String {
        if subject.instance != nil { return "The sample that came with the model; change it as you like." }
        return subject.sample == nil
            ? "This model came without a sample: fill in what it reads."
            : "The model's sample is too large to be shown here: fill in what it reads."
    }

    /// In the place of a sample, a value of the right shape.
    private var placeholder: JSONTree {
        let values = subject.metadata.inputs.map { input -> JSONTree.Member in
            switch ValueForm(input.mediaTypes[0]) {
            case .json:
                .init(input.name, schemas.inputs[input.name]?.placeholder(definitions: schemas.definitions) ?? .null)
            case .text: .init(input.name, "")
            case .bytes: .init(input.name, ["b64": ""])
            }
        }
        return values.count == 1 ? values[0].value : .object(values)
    }
}
