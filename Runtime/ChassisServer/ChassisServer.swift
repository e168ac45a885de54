public import ChassisModel
import CrashReport
import ModelHost
public import ServerInterface

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The entry of the server process; the program that `chassis-build` writes around a model calls ``run(_:over:)``.
///
///     @main struct Entry {
///         static func main() async { await ChassisServer.run(DigitsClassifier.self, over: KServeServer.self) }
///     }
public enum ChassisServer {
    /// Serves `model` over one interface until the process is told to stop, and ends the process.
    ///
    /// With the single argument `--model-info` it prints the model's metadata as JSON instead, and ends. With
    /// `--predict` it answers one item that it reads as JSON from standard input, and ends: 0 with outputs, 1 without.
    ///
    /// Exit codes: 0 after SIGTERM, SIGINT or a shutdown call, once every accepted request is answered; 1 when the port
    /// cannot be bound or the drain takes longer than `SHUTDOWN_TIMEOUT`; 64 when a variable or argument is malformed; 70
    /// when the model cannot be loaded and `EXIT_ON_LOAD_FAILURE` is on.
    /// - Parameter security: what can secure connections; nil when nothing that could was linked.
    public static func run<M: Model, Server: InferenceServer>(
        _ model: M.Type, over server: Server.Type, security: (any SecurityProvider.Type)? = nil
    ) async -> Never {
        chassis_crash_report_install()
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments == ["--model-info"] {
            exit(ModelInfo(of: model).print() ? 0 : 1)
        }
        let variables = ProcessEnvironment.variables()
        if arguments == ["--predict"] {
            exit(await PredictOnce.run(model, variables: variables).rawValue)
        }
        let process = ServerProcess(arguments: arguments, variables: variables, stopRequests: .signals())
        exit(await process.serve(model, over: server, security: security).rawValue)
    }
}
