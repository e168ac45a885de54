import ChassisModel
import Logging
import ModelHost
import ServerLog

/// What the environment says about the process, whatever it serves. ``documentedVariables`` names each variable.
struct ProcessSettings {
    let logLevel: Logger.Level
    let logFormat: LogFormat
    /// How long requests are still taken after SIGTERM, while the server says that it is not ready.
    let lameDuck: Duration
    /// How long requests that were taken may take to end.
    let drainLimit: Duration
    /// Whether a model that cannot be loaded ends the process.
    let endsWhenLoadingFails: Bool
    /// Whether the model predicts from the sample before it is ready.
    let warmsUp: Bool
    private let sampleFile: String
    private let sampleIsNamed: Bool

    /// Where an image has its sample.
    private static let usualSampleFile = "/app/sample.json"

    init(_ environment: RuntimeEnvironment) throws(RuntimeEnvironmentError) {
        logLevel = try Self.word("LOG_LEVEL", in: environment, default: .info)
        logFormat = try Self.word("LOG_FORMAT", in: environment, default: .text)
        lameDuck = try environment.duration("LAME_DUCK", default: .seconds(2))
        drainLimit = try environment.duration("SHUTDOWN_TIMEOUT", default: .seconds(25))
        endsWhenLoadingFails = try environment.flag("EXIT_ON_LOAD_FAILURE", default: false)
        warmsUp = try environment.flag("WARM_UP", default: true)
        sampleFile = environment["SAMPLE_FILE"] ?? Self.usualSampleFile
        sampleIsNamed = environment["SAMPLE_FILE"] != nil
    }

    /// The sample item; nil when there is none. One that cannot be read is told, and is no reason not to serve.
    func sample(logger: Logger) -> NamedBytes? {
        // An image need not have one.
        guard let input = RequestInput(openingFile: sampleFile, ifThere: !sampleIsNamed) else { return nil }
        do {
            return try PredictRequest(json: try input.bytesThenClose()).inputs.mapValues(\.bytes)
        } catch {
            logger.warning("the sample \(sampleFile) cannot be used: \(error)")
            return nil
        }
    }

    private static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String, in environment: RuntimeEnvironment, default fallback: Word
    ) throws(RuntimeEnvironmentError) -> Word {
        guard let text = environment[name] else { return fallback }
        guard let word = Word(rawValue: text.lowercased()) else {
            throw .malformed(
                name: name, value: text,
                expected: "one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }
}

extension ProcessSettings {
    /// Every variable that a server reads whatever it serves, in the order in which it is documented.
    static let documentedVariables = [
        DocumentedVariable(
            "MODEL_DIR", argument: "model_dir", default: "/models", unit: "path", "the folder of the model's files"),
        DocumentedVariable(
            "SAMPLE_FILE", default: "/app/sample.json", unit: "path",
            "an item that the model answers: the image has that of `chassis.yaml`"),
        DocumentedVariable(
            "WARM_UP", default: "on", unit: "on, off", "whether the model answers the sample before it is ready"),
        DocumentedVariable(
            "MAX_CONCURRENCY", default: "the cores, at least 2", unit: "requests", "requests with the model at one time"
        ),
        DocumentedVariable(
            "MAX_QUEUE", default: "1000", unit: "requests",
            "requests that wait for the model; beyond it 503 or RESOURCE_EXHAUSTED"),
        DocumentedVariable(
            "PREDICT_TIMEOUT", default: "the model's own", unit: "seconds",
            "from accepting a request to its answer; then 504 or DEADLINE_EXCEEDED. 0 is no limit"),
        DocumentedVariable(
            "MAX_BATCH_SIZE", default: "the model's own", unit: "items", "what a batch model gets in one call"),
        DocumentedVariable(
            "MAX_BATCH_WAIT", default: "0", unit: "seconds",
            "how long an item waits for items of other requests; 0, and it does not"),
        DocumentedVariable(
            "LAME_DUCK", default: "2", unit: "seconds",
            "after SIGTERM, how long requests are still taken while the server says that it is not ready; longer than "
                + "KServe's batcher waits, where there is one"),
        DocumentedVariable(
            "SHUTDOWN_TIMEOUT", default: "25", unit: "seconds",
            "after that, how long requests that were taken may last; then they are dropped, and the exit code is 1"),
        DocumentedVariable(
            "EXIT_ON_LOAD_FAILURE", default: "off", unit: "on, off",
            "whether a model that cannot be loaded ends the process, with code 70"),
        DocumentedVariable(
            "LOG_LEVEL", default: "info", unit: "trace, debug, info, notice, warning, error, critical",
            "what is logged, to standard error"),
        DocumentedVariable("LOG_FORMAT", default: "text", unit: "text, json", "how it is written"),
        DocumentedVariable(
            "TLS_CERT_FILE", default: "none", unit: "path",
            "the server's certificate and those that lead to its authority, in PEM; only of an image built with `tls`"),
        DocumentedVariable("TLS_KEY_FILE", default: "none", unit: "path", "the key of the certificate, in PEM"),
        DocumentedVariable(
            "TLS_CA_FILE", default: "none", unit: "path",
            "the authorities of clients, in PEM; then a client without a certificate is refused"),
    ]
}
