import ChassisModel
import Logging
import Synchronization

/// Failures that a test wants need not be read.
let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Scores a list of numbers; a sample of `[1]` fails.
struct ScoringModel: TypedExplainingModel {
    struct Score: Encodable, Sendable {
        let label: String
        let score: Double
    }

    struct Output: Encodable, Sendable {
        let scores: [Score]
    }

    static let metadata = ModelMetadata(
        name: "scoring", version: "2.1", author: "Somebody", summary: "Scores numbers.", details: "Send numbers.",
        technical: "By counting.", performance: "Always right.",
        inputs: [ModelInput(name: "numbers", maxSize: .kibibytes(4), description: "Any count of numbers.")],
        outputs: [ModelOutput(name: "scores.json", description: "The best first.")], batchSize: 4)

    init(context: ModelContext) {}

    func predict(_ input: [Double]) throws -> Output {
        guard input != [1] else { throw InvalidInput("1 is no score") }
        return Output(scores: input.map { Score(label: "\($0)", score: $0) })
    }

    func explain(_ input: [Double]) -> [String: Double] { ["why": 1] }
}

/// A typed model of several inputs of all forms, whose output can be read as well.
struct MixedModel: TypedModel {
    struct Options: Codable, Sendable {
        let scale: Double?
        let kind: Kind
    }

    enum Kind: String, Codable, CaseIterable { case near, far }

    struct Input: Decodable, Sendable {
        let options: Options
        let caption: String
        let picture: String
    }

    struct Output: Codable, Sendable {
        let size: Int
        let next: [Output]
    }

    static let metadata = ModelMetadata(
        name: "mixed", version: "1",
        inputs: [
            ModelInput(name: "options"), ModelInput(name: "caption", mediaTypes: [.text]),
            ModelInput(name: "picture", mediaTypes: ["image/png", "image/jpeg"]),
        ])

    init(context: ModelContext) {}

    func predict(_ input: Input) -> Output { Output(size: input.picture.utf8.count, next: []) }
}

/// A raw model of a picture, with a text and a picture as outputs.
struct RawModelOfPictures: RawModel {
    static let metadata = ModelMetadata(
        name: "raw", version: "1", inputs: [ModelInput(name: "picture", mediaTypes: ["image/png"])],
        outputs: [ModelOutput(name: "label", mediaType: .text), ModelOutput(name: "mask", mediaType: "image/png")])

    init(context: ModelContext) {}

    func predict(_ input: NamedBytes) -> NamedBytes { ["label": Array("cat".utf8), "mask": [1, 2, 3]] }
}

/// Says about itself what would break a page that does not look out.
struct HostileModel: TypedModel {
    static let text = "</script><script>alert(1)</script><!-- ' \" & \u{2028}"
    static let metadata = ModelMetadata(
        name: text, version: text, author: text, summary: text, details: text, technical: text, performance: text,
        inputs: [ModelInput(name: text, description: text)], outputs: [ModelOutput(name: text, description: text)])

    init(context: ModelContext) {}

    func predict(_ input: String) -> String { input }
}

/// Counts predictions, and fails the first.
struct FailingOnce: TypedModel {
    static let metadata = ModelMetadata(name: "once", version: "1")
    @TaskLocal static var calls = Calls()

    final class Calls: Sendable {
        let count = Mutex(0)
    }

    init(context: ModelContext) {}

    func predict(_ input: Int) throws -> [Int] {
        let count = Self.calls.count.withLock { count -> Int in
            count += 1
            return count
        }
        guard count > 1 else { throw InvalidInput("not yet") }
        return [input]
    }
}

/// Answers what it is sent; explains everything but 6.
struct RawExplainer: RawExplainingModel {
    static let metadata = ModelMetadata(name: "explainer", version: "1")

    init(context: ModelContext) {}

    func predict(_ input: NamedBytes) -> NamedBytes { ["results.json": input["input"] ?? []] }

    func explain(_ input: NamedBytes) throws -> [UInt8] {
        guard input["input"] != Array("6".utf8) else { throw InvalidInput("6 has no reasons") }
        return Array(#"{"why":[1,2]}"#.utf8)
    }
}
