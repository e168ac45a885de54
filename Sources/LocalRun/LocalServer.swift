import Subprocess
import SystemPackage

/// A server as a process of this machine, in a process group of its own: Ctrl-C reaches this tool, which then lets the
/// server finish what it holds.
///
/// The server writes to the standard output and error of the tool, and has no input.
public struct LocalServer: Sendable {
    /// Whether the server's port is open.
    public enum Readiness: Hashable, Sendable {
        /// It accepts connections.
        case accepting
        /// It has not in this time, and is not looked at any more; the server goes on.
        case silent(after: Duration)
    }

    /// How long a server that is stopped may take to answer what it holds, before it is killed.
    public static let defaultGrace: Duration = .seconds(10)
    /// How long the port is watched: servers of this project open it before the model is loaded.
    static let readinessLimit: Duration = .seconds(10)
    /// Between two looks at the port.
    private static let readinessInterval: Duration = .milliseconds(20)

    private let launch: ServerLaunch
    private let grace: Duration
    private let killSwitch: KillSwitch

    /// A server that is not started yet.
    /// - Parameter killSwitch: ends the server at once when it is pulled, also while `grace` lasts.
    public init(_ launch: ServerLaunch, grace: Duration = defaultGrace, killSwitch: KillSwitch = KillSwitch()) {
        self.launch = launch
        self.grace = grace
        self.killSwitch = killSwitch
    }

    /// Starts the server, waits until it ends, and returns how it did.
    ///
    /// Cancelling the task sends SIGTERM to the process group, and SIGKILL after the time of grace; what the server says
    /// then is returned as well. Of its group nothing is left when this returns.
    /// - Parameter onReadiness: called once when the launch names a port, unless the server ends before.
    /// - Throws: ``LocalRunError/cannotStart(_:reason:)``; `CancellationError` when it was cancelled before it started.
    public func run(onReadiness: @escaping @Sendable (Readiness) -> Void = { _ in }) async throws -> ServerExit {
        try Task.checkCancellation()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            if let port = launch.port {
                group.addTask { onReadiness(try await Self.readiness(of: port)) }
            }
            return try await process()
        }
    }

    private func process() async throws -> ServerExit {
        var group: pid_t?
        defer { if let group { killSwitch.remove(group) } }
        do {
            let result = try await Subprocess.run(
                configuration, input: .none, output: .currentStandardOutput, error: .currentStandardError
            ) { execution in
                group = execution.processIdentifier.value
                killSwitch.add(execution.processIdentifier.value)
            }
            return ServerExit(result.terminationStatus)
        } catch let error as SubprocessError {
            throw LocalRunError.cannotStart(launch.executable, reason: "\(error)")
        }
    }

    private var configuration: Configuration {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: grace)
        ]
        let environment = launch.variables.compactMap { name, value in
            Environment.Key(rawValue: name).map { ($0, value) }
        }
        return Configuration(
            executable: .path(launch.executable), arguments: Arguments(launch.arguments),
            environment: .custom(Dictionary(environment) { first, _ in first }), platformOptions: options)
    }

    private static func readiness(of port: Int) async throws -> Readiness {
        let clock = ContinuousClock()
        let deadline = clock.now + readinessLimit
        while clock.now < deadline {
            if ServerPort.isAccepting(port) { return .accepting }
            try await clock.sleep(for: readinessInterval)
        }
        return .silent(after: readinessLimit)
    }
}
