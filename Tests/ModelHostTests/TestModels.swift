import ChassisModel

/// What the models below throw when they are told to fail.
struct Broken: Error, CustomStringConvertible {
    var description: String { "weights are all zero" }
}

/// A typed batch model that tells, beside its result, in how large a call it was asked. Throws for a batch with a 13,
/// and forgets an output for a batch that begins with 17.
struct BatchModel: TypedBatchModel, TypedExplainingModel {
    struct Output: Encodable, Sendable {
        let value: Double
        let together: Int
    }

    static let metadata = ModelMetadata(name: "batch", version: "1", batchSize: 3)

    init(context: ModelContext) {}

    func predict(batch: [Int]) throws -> [Output] {
        if batch.contains(13) { throw Broken() }
        let outputs = batch.map { Output(value: $0 == 99 ? .nan : Double($0), together: batch.count) }
        return batch[0] == 17 && batch.count > 1 ? outputs.dropLast() : outputs
    }

    func explain(_ input: Int) throws -> [String: String] {
        if input == 5 { throw Broken() }
        if input == 6 { throw InvalidInput("6 has no reasons") }
        return ["because": "a/b of \(input)"]
    }
}

/// A raw model with a picture and a caption; what it does is told by the caption.
struct RawPictureModel: RawModel {
    static let metadata = ModelMetadata(
        name: "picture", version: "1",
        inputs: [
            ModelInput(name: "picture", mediaTypes: ["image/png"], maxSize: ByteSize(bytes: 4)),
            ModelInput(name: "caption", mediaTypes: [.text]),
        ],
        outputs: [ModelOutput(name: "label", mediaType: .text), ModelOutput(name: "mask", mediaType: "image/png")])

    init(context: ModelContext) {}

    func predict(_ input: NamedBytes) throws -> NamedBytes {
        switch String(decoding: input["caption"] ?? [], as: UTF8.self) {
        case "forget": ["label": []]
        case "refuse": throw InvalidInput("no such picture")
        case "break": throw Broken()
        case "more": ["label": [1], "mask": [2], "extra": [3], "drift": [4], "explanation": [5]]
        default: ["label": input["picture"] ?? [], "mask": []]
        }
    }
}

/// A raw batch model that explains; its output tells the size of the batch.
struct RawBatchExplainer: RawBatchModel, RawExplainingModel {
    static let metadata = ModelMetadata(
        name: "raw", version: "1", outputs: [ModelOutput(name: "out")], batchSize: 2)

    init(context: ModelContext) {}

    func predict(batch: [NamedBytes]) -> [NamedBytes] {
        batch.map { _ in ["out": Array("\(batch.count)".utf8)] }
    }

    func explain(_ input: NamedBytes) -> [UInt8] { input["input"] ?? [] }
}

/// A typed model of several inputs that answers with what it decoded.
struct SeveralInputs: TypedModel {
    struct Input: Codable, Sendable {
        var tokens: [Int]
        var text: String
        var picture: [UInt8]

        enum CodingKeys: String, CodingKey {
            case tokens
            case text = "the \"text\""
            case picture
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            tokens = try container.decode([Int].self, forKey: .tokens)
            text = try container.decode(String.self, forKey: .text)
            picture = Array(try container.decode(Base64.self, forKey: .picture).bytes)
        }
    }

    static let metadata = ModelMetadata(
        name: "several", version: "1",
        inputs: [
            ModelInput(name: "tokens"), ModelInput(name: "the \"text\"", mediaTypes: ["text/plain"]),
            ModelInput(name: "picture", mediaTypes: ["image/png"]),
        ])

    init(context: ModelContext) {}

    func predict(_ input: Input) -> String { "\(input.tokens) \(input.text) \(input.picture)" }
}

/// Conforms to `Model` alone, which is not enough.
struct Mute: Model {
    static let metadata = ModelMetadata(name: "mute", version: "1")
    init(context: ModelContext) {}
}

/// Cannot be loaded.
struct Unloadable: TypedModel {
    static let metadata = ModelMetadata(name: "unloadable", version: "1")
    init(context: ModelContext) throws { throw ModelFileError(path: "/models/w", reason: "No such file or directory") }
    func predict(_ input: Int) -> Int { input }
}
