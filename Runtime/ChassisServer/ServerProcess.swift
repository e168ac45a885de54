import ChassisModel
import Logging
import ModelHost

/// One life of the server process, from its environment to its exit code, with nothing of the system in it: arguments,
/// variables and the wish to stop are handed in.
struct ServerProcess {
    /// How the process ends.
    enum ExitCode: Int32 {
        case stopped = 0
        case failed = 1
        case badUsage = 64
    }

    let arguments: [String]
    let variables: [String: String]
    let stopRequests: StopRequests

    /// Loads the model in the background and serves it at once, until the first stop request; then drains.
    func serve<M: Model, Server: InferenceServer>(_ model: M.Type, over server: Server.Type) async -> ExitCode {
        var logger = Logger(label: "chassis") { StreamLogHandler.standardError(label: $0) }
        do {
            let environment = try RuntimeEnvironment(variables: variables, arguments: arguments)
            logger.logLevel = try Self.logLevel(environment)
            let drainLimit = try environment.duration("SHUTDOWN_TIMEOUT", default: .seconds(25))
            let context = ModelContext(modelDirectory: environment.modelDirectory)
            let host = ModelHost(model, context: context, logger: logger)
            let server = try Server(host: host, environment: environment, logger: logger)
            return await run(server, host: host, drainLimit: drainLimit, logger: logger)
        } catch {
            logger.error("\(error)")
            return .badUsage
        }
    }

    /// Loading and stopping are not children of a group, because a group waits for all of them: a model whose `init`
    /// never returns must not hold up the end of the process.
    private func run<Server: InferenceServer>(
        _ server: Server, host: ModelHost, drainLimit: Duration, logger: Logger
    ) async -> ExitCode {
        let model = "\(host.metadata.name) \(host.metadata.version)"
        let requests = stopRequests
        server.onShutdownRequest { requests.request("shutdown call") }
        let serving = Task {
            try await server.run { logger.info("serving \(model): \($0)") }
        }
        let loading = Task { await host.load() }
        let stopping = Task {
            guard let reason = await requests.first() else { return }
            logger.info("\(reason): finishing what is held, for at most \(drainLimit)")
            host.beginDraining()
            server.beginGracefulShutdown()
            try await Task.sleep(for: drainLimit)
            logger.error("requests were still running after \(drainLimit); dropping them")
            serving.cancel()
        }
        defer {
            stopping.cancel()
            loading.cancel()
        }
        do {
            try await serving.value
            logger.info("stopped")
            return serving.isCancelled ? .failed : .stopped
        } catch {
            logger.error("cannot serve: \(error)")
            return .failed
        }
    }

    private static func logLevel(_ environment: RuntimeEnvironment) throws(RuntimeEnvironmentError) -> Logger.Level {
        guard let text = environment["LOG_LEVEL"] else { return .info }
        guard let level = Logger.Level(rawValue: text.lowercased()) else {
            throw .malformed(
                name: "LOG_LEVEL", value: text,
                expected: "one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return level
    }
}
