import ChassisModel
import Synchronization

/// What one test wants of its model: when it loads, and when a prediction of `wait` ends.
final class Script: Sendable {
    /// The model is loaded once this is open.
    let mayLoad = Gate()
    /// Opened when a prediction of `wait` has begun.
    let predicting = Gate()
    /// Such a prediction ends once this is open.
    let mayAnswer = Gate()
    /// Opened when such a prediction was cancelled.
    let cancelled = Gate()
    /// Why the model cannot be loaded; nil when it can.
    let loadFailure: String?

    init(loadFailure: String? = nil) {
        self.loadFailure = loadFailure
    }

    /// A host makes its model from a type and a folder, so the folder's name leads the model to its script.
    private static let all = Mutex<[String: Script]>([:])

    func context() -> ModelContext {
        let name = "script-\(UInt(bitPattern: ObjectIdentifier(self).hashValue))"
        Self.all.withLock { $0[name] = self }
        return ModelContext(modelDirectory: name)
    }

    static func of(_ context: ModelContext) -> Script? {
        all.withLock { $0.removeValue(forKey: context.modelDirectory) }
    }
}

/// An error of a model that knows only that it failed.
struct ScriptedFailure: Error, CustomStringConvertible {
    let description: String
}

/// A model whose input says what it does: `fail`, `invalid`, `wait`, or anything else to be returned as it came.
protocol ScriptedModel: RawModel {
    var script: Script { get }
    init(script: Script)
}

extension ScriptedModel {
    init(context: ModelContext) async throws {
        guard let script = Script.of(context) else { throw ScriptedFailure(description: "no script") }
        await script.mayLoad.wait()
        if let reason = script.loadFailure { throw ScriptedFailure(description: reason) }
        self.init(script: script)
    }

    func predict(_ input: NamedBytes) async throws -> NamedBytes {
        let bytes = input["input", default: []]
        switch String(decoding: bytes.prefix(8), as: UTF8.self) {
        case "fail": throw ScriptedFailure(description: "the weights are wrong")
        case "invalid": throw InvalidInput("the picture is empty")
        case "wait":
            script.predicting.open()
            await withTaskCancellationHandler {
                await script.mayAnswer.wait()
            } onCancel: {
                script.cancelled.open()
                script.mayAnswer.open()
            }
        default: break
        }
        return ["results.json": bytes]
    }
}

/// A scripted model that explains, with metadata in every field.
struct CompleteModel: ScriptedModel, RawExplainingModel {
    static let metadata = ModelMetadata(
        name: "Digits", version: "1.4.0", author: "Ada", summary: "Reads digits.", details: "Give it a picture.",
        technical: "A perceptron.", performance: "98 %",
        inputs: [
            ModelInput(
                name: "input", mediaTypes: ["image/png", "image/jpeg"], maxSize: .mebibytes(64), description: "Grey.")
        ],
        outputs: [
            ModelOutput(name: "results.json", mediaType: .json, maxSize: .mebibytes(64), description: "Ten numbers.")
        ],
        resources: ModelResources(memory: .gibibytes(1.5), cpus: 0.5, gpus: 1),
        timeouts: ModelTimeouts(status: .seconds(60), run: .milliseconds(90_500)),
        features: ModelFeatures(
            adversarialDefense: true, retrainable: true, resultsFormat: "classification", driftFormat: "drift-v1",
            explanationFormat: "lime"))

    let script: Script

    func explain(_ input: NamedBytes) async throws -> [UInt8] { Array("\"it is round\"".utf8) }
}

/// A scripted model that does not explain, and for which a call waits a moment only.
struct ImpatientModel: ScriptedModel {
    static let metadata = ModelMetadata(
        name: "Impatient", version: "1", timeouts: ModelTimeouts(status: .milliseconds(20)))

    let script: Script
}
