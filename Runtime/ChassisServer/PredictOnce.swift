import ChassisModel
import Logging
import ModelHost

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One prediction without a server, which is what `--predict` asks for: the build tool tries a model's sample this way.
///
/// The item goes through the same ``ModelHost`` as those that a server gets, so it is checked and converted alike.
struct PredictOnce {
    let variables: [String: String]
    let input: RequestInput
    let output: AnswerOutput

    /// Answers standard input on standard output. Both are taken before anything of the model runs, which may print.
    static func run<M: Model>(_ model: M.Type, variables: [String: String]) async -> ServerProcess.ExitCode {
        guard let output = AnswerOutput(takingOver: STDOUT_FILENO, replacement: STDERR_FILENO) else { return .failed }
        return await PredictOnce(
            variables: variables, input: RequestInput(descriptor: STDIN_FILENO), output: output
        ).run(model)
    }

    /// `stopped` when there are outputs, `failed` when the answer is an error, `badUsage` without an answer when the
    /// request cannot be read.
    func run<M: Model>(_ model: M.Type) async -> ServerProcess.ExitCode {
        let logger = Logger(label: "chassis") { StreamLogHandler.standardError(label: $0) }
        let request: PredictRequest
        let environment: RuntimeEnvironment
        do {
            environment = try RuntimeEnvironment(variables: variables)
            request = try PredictRequest(json: try input.bytes())
        } catch {
            logger.error("--predict: \(error)")
            return .badUsage
        }
        let host = ModelHost(model, context: ModelContext(modelDirectory: environment.modelDirectory), logger: logger)
        let answer = await Self.answer(request, from: host)
        do {
            guard output.finish(with: try answer.encoded() + [UInt8(ascii: "\n")]) else { return .failed }
            return answer.succeeded ? .stopped : .failed
        } catch {
            logger.error("--predict: the answer cannot be written: \(error)")
            return .failed
        }
    }

    private static func answer(_ request: PredictRequest, from host: ModelHost) async -> PredictAnswer {
        await host.load()
        do throws(HostUnavailable) {
            let outcomes = try await host.predict([request.inputs.mapValues(\.bytes)])
            guard let outcome = outcomes.first else { preconditionFailure("an item has an outcome") }
            return PredictAnswer(outcome)
        } catch {
            return PredictAnswer(error)
        }
    }
}
