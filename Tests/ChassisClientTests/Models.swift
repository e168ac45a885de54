import ChassisModel
import Synchronization

/// Bytes backwards, under names that are not ASCII. An item of the text `fail` fails, and one of `wait` waits for its gate.
struct Mirror: RawExplainingModel {
    static let metadata = ModelMetadata(
        name: "зеркало / 鏡", version: "2", author: "Ada", summary: "Turns bytes round.",
        inputs: [
            ModelInput(name: "größe", mediaTypes: [.octetStream, .json], maxSize: .mebibytes(64), description: "Any.")
        ],
        outputs: [ModelOutput(name: "ausgäbe", mediaType: .octetStream, maxSize: .mebibytes(64))], batchSize: 1)

    private let gate: Gate?

    init(context: ModelContext) {
        gate = Gate.named(context.modelDirectory)
    }

    func predict(_ input: NamedBytes) async throws -> NamedBytes {
        let bytes = input["größe", default: []]
        switch String(decoding: bytes.prefix(8), as: UTF8.self) {
        case "fail": throw Failure(description: "the weights are wrong")
        case "wait": await gate?.pass()
        default: break
        }
        return ["ausgäbe": bytes.reversed()]
    }

    func explain(_ input: NamedBytes) -> [UInt8] { Array(#""it is turned round""#.utf8) }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}

/// Doubles a number, from JSON to JSON; 13 fails, and negative ones are refused.
struct Doubler: TypedModel {
    static let metadata = ModelMetadata(name: "doubler", version: "1")

    init(context: ModelContext) {}

    func predict(_ input: Double) throws -> [String: Double] {
        if input == 13 { throw Mirror.Failure(description: "13 is unlucky") }
        if input < 0 { throw InvalidInput("a number is negative") }
        return ["doubled": input * 2]
    }
}

/// Has two inputs and two outputs.
struct Album: RawModel {
    static let metadata = ModelMetadata(
        name: "album", version: "1",
        inputs: [ModelInput(name: "photo", mediaTypes: ["image/png"]), ModelInput(name: "title", mediaTypes: [.json])],
        outputs: [ModelOutput(name: "photo", mediaType: "image/png"), ModelOutput(name: "title", mediaType: .json)])

    init(context: ModelContext) {}

    func predict(_ input: NamedBytes) -> NamedBytes { input }
}

/// Is never loaded as long as its gate is closed, and lets Status wait for a moment only.
struct Sleeper: RawModel {
    static let metadata = ModelMetadata(
        name: "sleeper", version: "1", timeouts: ModelTimeouts(status: .milliseconds(20)))

    init(context: ModelContext) async {
        await Gate.named(context.modelDirectory)?.pass()
    }

    func predict(_ input: NamedBytes) -> NamedBytes { ["results.json": Array("true".utf8)] }
}
