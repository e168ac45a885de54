import ChassisModel
import ServerTesting

/// The input's JSON, byte for byte.
struct Echo: RawModel {
    static let metadata = ModelMetadata(name: "echo", version: "1")
    init(context: ModelContext) {}
    func predict(_ input: NamedBytes) -> NamedBytes { ["results.json": input["input"] ?? []] }
}

/// Twice a number; refuses negative numbers, fails at 13, and explains nothing but 1.
struct Doubler: TypedExplainingModel {
    static let metadata = ModelMetadata(name: "doubler", version: "1")
    init(context: ModelContext) {}

    func predict(_ input: Double) throws -> [String: Double] {
        if input < 0 { throw InvalidInput("a number is negative") }
        if input == 13 { throw Unlucky() }
        return ["doubled": input * 2]
    }

    func explain(_ input: Double) throws -> String {
        if input == 13 { throw Unlucky() }
        return "twice \(Int(input))"
    }

    struct Unlucky: Error, CustomStringConvertible {
        let description = "13 is unlucky"
    }
}

/// The bytes of a picture, backwards.
struct Mirror: RawModel {
    static let metadata = ModelMetadata(
        name: "mirror", version: "1", inputs: [ModelInput(name: "picture", mediaTypes: ["image/png"])],
        outputs: [ModelOutput(name: "mirrored", mediaType: "image/png")])
    init(context: ModelContext) {}
    func predict(_ input: NamedBytes) -> NamedBytes { ["mirrored": (input["picture"] ?? []).reversed()] }
}

/// A text in capitals; the text `invalid` becomes bytes that are no text.
struct Shouter: RawModel {
    static let metadata = ModelMetadata(
        name: "shouter", version: "1", inputs: [ModelInput(name: "words", mediaTypes: [.text])],
        outputs: [ModelOutput(name: "shout", mediaType: .text)])
    init(context: ModelContext) {}

    func predict(_ input: NamedBytes) -> NamedBytes {
        let words = String(decoding: input["words"] ?? [], as: UTF8.self)
        return ["shout": words == "invalid" ? [0xFF] : Array(words.uppercased().utf8)]
    }
}

/// Three inputs and three outputs of different media types, and an output that it does not declare.
struct Album: RawModel {
    static let metadata = ModelMetadata(
        name: "album", version: "1",
        inputs: [
            ModelInput(name: "size", mediaTypes: [.json]), ModelInput(name: "photo", mediaTypes: ["image/png"]),
            ModelInput(name: "title", mediaTypes: [.text]),
        ],
        outputs: [
            ModelOutput(name: "title", mediaType: .text), ModelOutput(name: "photo", mediaType: "image/png"),
            ModelOutput(name: "size", mediaType: .json),
        ])
    init(context: ModelContext) {}
    func predict(_ input: NamedBytes) -> NamedBytes { input.merging(["scratch": [1]]) { $1 } }
}

/// Says that its output is JSON, which it is not.
struct Babbler: RawModel {
    static let metadata = ModelMetadata(name: "babbler", version: "1")
    init(context: ModelContext) {}
    func predict(_ input: NamedBytes) -> NamedBytes { ["results.json": Array("[1,".utf8)] }
}

/// Cannot be loaded.
struct Unloadable: RawModel {
    static let metadata = ModelMetadata(name: "unloadable", version: "1")
    init(context: ModelContext) throws {
        throw ModelFileError(path: "weights.bin", reason: "No such file or directory")
    }
    func predict(_ input: NamedBytes) -> NamedBytes { [:] }
}

/// Waits in `predict` until its test opens the gate, and tells when it was cancelled there.
struct Waiting: RawModel {
    static let metadata = ModelMetadata(name: "waiting", version: "1")
    private let gate: Gate

    init(context: ModelContext) throws {
        guard let gate = Gate.named(context.modelDirectory) else { throw InvalidInput("no gate of that name") }
        self.gate = gate
    }

    func predict(_ input: NamedBytes) async throws -> NamedBytes {
        try await gate.pass()
        return ["results.json": Array("true".utf8)]
    }
}
