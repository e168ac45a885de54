import ArgumentParser
import BuildReport
import Dispatch
import FileSnapshot
import LocalRun
import PackageCompiler
import ProjectConfig
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// `chassis-build run`: the server that an image would hold, as a process of this machine.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Compile the model and serve it on this machine, without an image.",
        discussion: """
            The server has the environment of this command and the variables of chassis.yaml, and reads the model's \
            files where they are. What stands after -- goes to the server. Ctrl-C lets it answer what it holds; a second \
            Ctrl-C ends it at once.

            With --watch the server is compiled anew when a file of the package or of the model changes. The old one \
            answers until the new one is there; after a failure it goes on.

              chassis-build run --watch
              chassis-build run Examples/DigitsClassifier --interface omi --port 0

            Exit codes: the server's own, or 128 and the number of the signal that ended it; 0 after Ctrl-C with \
            --watch; 1, the server could not be built or started; 64, the command line is wrong.
            """)

    @Argument(help: "The folder of the model's package.")
    var path = "."

    @Option(
        help: "What the server speaks: omi (gRPC) or kserve (HTTP). Without it, what chassis.yaml says, else kserve.",
        transform: Arguments.interface)
    var interface: ServingInterface?

    @Option(
        help: ArgumentHelp(
            "The TCP port; 0 takes a free one. Without it, what the environment says, else 8080 (kserve) or 45000 (omi).",
            valueName: "number"),
        transform: RunCommand.portNumber)
    var port: Int?

    @Flag(help: "Compile and start anew whenever a file changes.")
    var watch = false

    @Option(help: "The package's target that holds the model, when there are several.")
    var target: String?

    @Option(help: "The model's type, when there are several.")
    var model: String?

    @Argument(
        parsing: .postTerminator, help: ArgumentHelp("Arguments of the server, after --.", valueName: "server-argument")
    )
    var serverArguments: [String] = []

    func validate() throws {
        if serverArguments.contains(where: { $0 == "--http_port" || $0.hasPrefix("--http_port=") }) {
            throw ValidationError("the server's port is chosen before it is compiled; write --port N instead")
        }
    }

    func run() async throws {
        let code = try await CommandRun.result(interrupted: "no server was started") { [self] variables, reporter in
            let killSwitch = KillSwitch()
            return try await withTaskCancellationHandler {
                let build = try serverBuild(variables, reporter: reporter)
                guard !watch else { return try await watch(build, killSwitch: killSwitch, reporter: reporter) }
                return try await runOnce(build, killSwitch: killSwitch, reporter: reporter)
            } onCancel: {
                Self.pullAtNextSignal(killSwitch)
            }
        }
        if code != 0 { throw ExitCode(code) }
    }

    /// Returns the code of the server's end.
    private func runOnce(
        _ build: ServerBuild, killSwitch: KillSwitch, reporter: TerminalReporter
    ) async throws -> Int32 {
        let launch = try await build.launch()
        reporter.end()
        let exit = try await LocalServer(launch, killSwitch: killSwitch).run { readiness in
            StandardError.write(Self.text(readiness, of: launch) + "\n")
        }
        if case .signal = exit, !Task.isCancelled { StandardError.write("the server \(exit)\n") }
        return exit.exitCode
    }

    /// Goes on until it is interrupted, which is no failure.
    private func watch(
        _ build: ServerBuild, killSwitch: KillSwitch, reporter: TerminalReporter
    ) async throws -> Int32 {
        let loop = WatchLoop(
            snapshot: { try FileSnapshot(folders: build.watchedFolders) },
            build: { try await build.launch() },
            report: { event in
                reporter.end()
                Self.print(event, root: build.project.packageRoot)
            },
            killSwitch: killSwitch)
        do {
            try await loop.run()
        } catch is CancellationError {}
        return 0
    }

    /// What is to be built, with a port that is free now.
    private func serverBuild(_ variables: [String: String], reporter: TerminalReporter) throws -> ServerBuild {
        var overrides = ProjectOverrides()
        overrides.interface = interface
        overrides.interfaceDefault = .kserve
        overrides.target = target
        overrides.modelType = model
        let project = try Project(at: FilePath(path), overrides: overrides)
        let wanted = try project.interface.port(
            flag: port, in: variables.merging(project.environment) { _, own in own })
        return ServerBuild(
            project: project, overrides: overrides, port: try ServerPort.available(wanted),
            arguments: serverArguments, variables: variables, cache: try CacheDirectory.locate(in: variables),
            reporter: reporter)
    }

    /// To be called when ``Interruption`` has cancelled: before that it sets the handlers of the signals, which would take
    /// them away from these sources.
    private static func pullAtNextSignal(_ killSwitch: KillSwitch) {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                withExtendedLifetime(source) { killSwitch.pull() }  // the cycle keeps both until the process ends
            }
            source.resume()
        }
    }

    private static func print(_ event: WatchEvent, root: FilePath) {
        switch event {
        case .changed(let paths):
            let names = paths.map { path in
                var name = path
                return name.removePrefix(root) ? name.string : path.string
            }
            StandardError.write("changed: \(names.joined(separator: ", "))\n")
        case .failed(let diagnostics, let isServing):
            print(diagnostics)
            StandardError.write("waiting for a change\(isServing ? "; the server of before goes on" : "")\n")
        case .unchanged: StandardError.write("nothing else to serve; the server goes on\n")
        case .stopping: StandardError.write("stopping the server of before\n")
        case .starting: break  // told when it is up
        case .readiness(let readiness, let launch): StandardError.write(text(readiness, of: launch) + "\n")
        case .ended(let exit): StandardError.write("the server \(exit); waiting for a change\n")
        }
    }

    private static func print(_ diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics { StandardError.write("\(diagnostic)\n") }
    }

    private static func text(_ readiness: LocalServer.Readiness, of launch: ServerLaunch) -> String {
        switch readiness {
        case .accepting: launch.announcement
        case .silent(let duration): "the server has not opened its port in \(Elapsed(duration)); it goes on"
        }
    }

    @Sendable private static func portNumber(_ text: String) throws -> Int {
        guard let port = Int(text), (0...65535).contains(port) else {
            throw ValidationError("\"\(text)\" is no port; write a number from 0 to 65535")
        }
        return port
    }
}

/// A server that is built as often as it is asked for, always for the same port.
private struct ServerBuild: Sendable {
    /// As it was at the beginning.
    let project: Project
    let overrides: ProjectOverrides
    let port: Int
    let arguments: [String]
    let variables: [String: String]
    let cache: FilePath
    let reporter: TerminalReporter

    /// The package with its `chassis.yaml`, and the model's files, which may lie elsewhere.
    var watchedFolders: [FilePath] { [project.packageRoot] + (project.modelDirectory.map { [$0] } ?? []) }

    /// Builds from what the files say now.
    func launch() async throws -> ServerLaunch {
        let project = try Project(at: project.packageRoot, overrides: overrides)
        let data = try project.modelDirectory.map { try FileSnapshot(folders: [$0]) }
        let executable = try await PackageCompiler.executable(
            of: project, cache: cache, variables: variables, reporter: reporter)
        let info = try await executable.modelInfo()
        var environment = variables.merging(project.environment) { _, own in own }
        if let folder = project.modelDirectory { environment["MODEL_DIR"] = folder.string }
        environment[project.interface.portVariables[0]] = String(port)
        let name = environment["MODEL_NAME"].flatMap { $0.isEmpty ? nil : $0 } ?? info.name
        return ServerLaunch(
            announcement: project.interface.announcement(of: name, port: port), executable: executable.path,
            arguments: arguments, variables: environment, port: port, data: data)
    }
}

extension ServingInterface {
    /// Where `model` is served, and what to try first.
    fileprivate func announcement(of model: String, port: Int) -> String {
        switch self {
        case .omi: "serving \(model) on 127.0.0.1:\(port) (gRPC, Open Model Interface)"
        case .kserve: "serving \(model) on http://127.0.0.1:\(port)  ·  curl http://127.0.0.1:\(port)/v1/models"
        }
    }
}
