import ChassisModel
import Logging
import ModelHost
import Synchronization

/// What a test has ``HookedModel`` do, handed over with the task in which the model runs.
///
/// A struct, because a task-local value that is itself a function crashes when Swift 6.3.1 optimises it.
struct Hook: Sendable {
    @TaskLocal static var current = Hook()

    /// Called for each item.
    var onPredict: @Sendable (Int) async throws -> Void = { _ in }
    /// Called while the model loads.
    var onLoad: @Sendable () async throws -> Void = {}
}

/// Doubles a number, and does what the test's hooks say.
struct HookedModel: TypedModel {
    static let metadata = ModelMetadata(name: "hooked", version: "1")

    init(context: ModelContext) async throws {
        try await Hook.current.onLoad()
    }

    func predict(_ input: Int) async throws -> Int {
        try await Hook.current.onPredict(input)
        return input * 2
    }
}

/// Keeps the log lines of one test.
final class LogRecorder: Sendable {
    struct Line: Equatable {
        let level: Logger.Level
        let message: String
        let item: String?
    }

    private let recorded = Mutex<[Line]>([])

    var lines: [Line] { recorded.withLock { $0 } }
    var errors: [Line] { lines.filter { $0.level >= .error } }

    var logger: Logger { Logger(label: "test") { _ in Handler(recorder: self) } }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = Line(
                level: event.level, message: "\(event.message)", item: event.metadata?["item"].map { "\($0)" })
            recorder.recorded.withLock { $0.append(line) }
        }
    }
}

/// A host of `model` that has tried to load it.
func loadedHost<M: Model>(of model: M.Type, limits: HostLimits? = nil, log: LogRecorder = LogRecorder()) async
    -> ModelHost
{
    let host = ModelHost(model, context: ModelContext(modelDirectory: "/none"), limits: limits, logger: log.logger)
    await host.load()
    return host
}

/// Items with one input named `input`.
func items(_ texts: String...) -> [NamedBytes] {
    texts.map { ["input": Array($0.utf8)] }
}

extension ItemOutcome {
    /// The output `name` as text.
    func text(_ name: String = "results.json") -> String? {
        guard case .success(let outputs) = self else { return nil }
        return outputs[name].map { String(decoding: $0, as: UTF8.self) }
    }

    /// The failure, if it is one.
    var failure: ItemFailure? {
        guard case .failure(let failure) = self else { return nil }
        return failure
    }
}
