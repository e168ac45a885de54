import ChassisModel
import Logging
import ModelHost
import ServerConnections
import ServerInterface
import ServerLog
import Synchronization

/// One life of the server process, from its environment to its exit code, with nothing of the system in it: arguments,
/// variables and the wish to stop are handed in.
struct ServerProcess {
    /// How the process ends.
    enum ExitCode: Int32 {
        case stopped = 0
        case failed = 1
        case badUsage = 64
        case loadFailed = 70
    }

    let arguments: [String]
    let variables: [String: String]
    let stopRequests: StopRequests

    /// Loads the model in the background and serves it at once, until the first stop request; then drains.
    func serve<M: Model, Server: InferenceServer>(
        _ model: M.Type, over server: Server.Type, security: (any SecurityProvider.Type)? = nil
    ) async -> ExitCode {
        var logger = Logger(label: "chassis") { StreamLogHandler.standardError(label: $0) }
        do {
            let environment = try RuntimeEnvironment(variables: variables, arguments: arguments)
            let settings = try ProcessSettings(environment)
            logger = Logger(label: "chassis") { settings.logFormat.handler(label: $0) }
            logger.logLevel = settings.logLevel
            DescriptorLimit.raise()
            let source = try Self.source(of: security, environment, logger: logger)
            let host = ModelHost(
                model, context: ModelContext(modelDirectory: environment.modelDirectory),
                limits: try HostLimits(environment, metadata: M.metadata), sample: settings.sample(logger: logger),
                warmsUp: settings.warmsUp, metrics: HostMetrics(modelName: Self.name(of: M.metadata, environment)),
                logger: logger)
            let server = try Server(host: host, environment: environment, security: source, logger: logger)
            return await run(server, host: host, settings, logger: logger)
        } catch {
            logger.error("\(error)")
            return .badUsage
        }
    }

    /// Loading and stopping are not children of a group, because a group waits for all of them: a model whose `init`
    /// never returns must not hold up the end of the process.
    private func run<Server: InferenceServer>(
        _ server: Server, host: ModelHost, _ settings: ProcessSettings, logger: Logger
    ) async -> ExitCode {
        let model = "\(host.metadata.name) \(host.metadata.version)"
        let requests = stopRequests
        server.onShutdownRequest { requests.request(.called) }
        let serving = Task {
            try await server.run { logger.info("serving \(model): \($0)") }
        }
        let loading = Task {
            await host.load()
            if settings.endsWhenLoadingFails, case .failed = host.state { requests.request(.loadFailed) }
        }
        let stopReason = Mutex<StopReason?>(nil)
        let stopping = Task {
            guard let reason = await requests.next() else { return }
            stopReason.withLock { $0 = reason }
            host.beginDraining()
            if reason.leavesClientsUntold, settings.lameDuck > .zero {
                logger.info("\(reason): not ready any more; going on for \(settings.lameDuck)")
                await requests.next(within: settings.lameDuck)
            }
            logger.info("\(reason): finishing what is held, for at most \(settings.drainLimit)")
            server.beginGracefulShutdown()
            try await Task.sleep(for: settings.drainLimit)
            logger.error("requests were still running after \(settings.drainLimit); dropping them")
            serving.cancel()
        }
        defer {
            stopping.cancel()
            loading.cancel()
        }
        do {
            try await serving.value
            logger.info("stopped")
            if stopReason.withLock({ $0 }) == .loadFailed { return .loadFailed }
            return serving.isCancelled ? .failed : .stopped
        } catch {
            logger.error("cannot serve: \(error)")
            return .failed
        }
    }

    /// The name by which the model is served.
    private static func name(of metadata: ModelMetadata, _ environment: RuntimeEnvironment) -> String {
        environment.arguments["model_name"] ?? environment["MODEL_NAME"] ?? metadata.name
    }

    /// What secures connections; nil for plain text.
    private static func source(
        of provider: (any SecurityProvider.Type)?, _ environment: RuntimeEnvironment, logger: Logger
    ) throws -> (any SecuritySource)? {
        if let provider { return try provider.source(environment, logger: logger) }
        guard let name = ["TLS_CERT_FILE", "TLS_KEY_FILE"].first(where: { environment[$0] != nil }) else { return nil }
        throw RuntimeEnvironmentError.malformed(
            name: name, value: environment[name] ?? "",
            expected: "left out, since this server was built without TLS; build the image with --tls")
    }
}
