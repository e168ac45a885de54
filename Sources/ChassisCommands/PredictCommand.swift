import ArgumentParser
import BuildReport
import ChassisClient
import ProjectConfig
import RemotePrediction
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// `chassis-build predict`: asks a running server.
struct PredictCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Ask a running server for a prediction.",
        discussion: """
            The answer is JSON on standard output, and nothing else is: KServe's body as it came, or, of the Open Model \
            Interface, {"outputs":{NAME:VALUE}}. On a terminal it is laid out for reading. In a project's folder the \
            sample of chassis.yaml is sent when nothing else is given.

              chassis-build predict
              chassis-build predict grpc://10.0.0.7 --input picture=@seven.png -o outputs
              chassis-build predict localhost:8080 --json '[0, 12]' | jq .predictions

            Bytes that are neither JSON nor text stand in the answer as {"b64":"..."}, or, with -o, in a file, as \
            {"file":"..."}.

            Exit codes: 0, there is an answer; 1, there is none; 64, the command line is wrong.
            """)

    @Argument(
        help: ArgumentHelp(
            "The server: HOST, HOST:PORT, or with http://, https://, grpc:// or grpcs:// before it. Without it, where "
                + "`chassis-build run` serves the project on this machine.", valueName: "address"))
    var address: String?

    @Option(
        help:
            "What the server speaks: omi (gRPC) or kserve (HTTP). Without it the address says it, else both are tried.",
        transform: Arguments.interface)
    var interface: ServingInterface?

    @Option(
        name: .customLong("input"),
        help: ArgumentHelp(
            "An input of the model: the text after =, or with @ the contents of a file. Repeatable.",
            valueName: "name=value|name=@file"),
        transform: Arguments.setting)
    var inputs: [Arguments.Setting] = []

    @Option(
        parsing: .unconditional,  // a negative number is JSON too
        help: ArgumentHelp(
            "The model's only input as JSON: a text, with @ a file, with - standard input. For KServe also a whole body: "
                + "an object with instances or inputs.", valueName: "text|@file|-"))
    var json: String?

    @Option(help: "The model's name, when the server has several.")
    var model: String?

    @Flag(help: "Ask for an explanation too.")
    var explain = false

    @Option(
        help: ArgumentHelp("How long a call may take; 60 if not given.", valueName: "seconds"),
        transform: PredictCommand.seconds)
    var timeout = Duration.seconds(60)

    @Option(
        help: ArgumentHelp("Ask this many times, and say on standard error how long it took.", valueName: "count"),
        transform: PredictCommand.count)
    var `repeat` = 1

    @Option(
        name: [.customShort("o"), .customLong("output-folder")],
        help: ArgumentHelp("Write outputs that are neither JSON nor text into this folder.", valueName: "folder"))
    var outputFolder: String?

    @Option(
        help: ArgumentHelp("Send a header, for example \"Authorization: Bearer …\". Repeatable.", valueName: "header"),
        transform: PredictCommand.header)
    var header: [Arguments.Setting] = []

    @Option(
        name: .customLong("ca-file"),
        help: ArgumentHelp("Trust the authorities in this file (PEM) too.", valueName: "file"))
    var authoritiesFile: String?

    @Option(help: ArgumentHelp("The folder of the project whose sample is sent.", valueName: "folder"))
    var project = "."

    func validate() throws {
        if json != nil, !inputs.isEmpty { throw ValidationError("write either --json or --input, not both") }
        if Set(inputs.map(\.key)).count < inputs.count { throw ValidationError("an --input is there twice") }
        if let address {
            do {
                _ = try ServerAddress(parsing: address, default: .http)
            } catch {
                throw ValidationError("\(error)")
            }
        }
    }

    func run() async throws {
        let result = try await CommandRun.result(interrupted: "there is no answer") { [self] variables, _ in
            let result = try await query(variables).run()
            if let outputFolder { try OutputFolder.write(result.files, to: FilePath(outputFolder)) }
            return result
        }
        if self.repeat > 1 { StandardError.write("\(CallTimes(result.durations))\n") }
        let isTerminal = isatty(STDOUT_FILENO) == 1
        try FileDescriptor.standardOutput.writeAll(isTerminal ? PrettyJSON.text(of: result.json) : result.json)
    }

    private func query(_ variables: [String: String]) throws -> PredictionQuery {
        let project = try projectHere()
        let variables = variables.merging(project?.environment ?? [:]) { _, own in own }
        var ports: [ServingInterface: Int] = [:]
        for interface in ServingInterface.allCases { ports[interface] = try interface.port(in: variables) }
        let places = try PredictionPlaces.candidates(
            address: address, interface: interface, project: project?.interface, ports: ports)
        var query = PredictionQuery(places: places, input: try input(project))
        query.model = model
        query.explains = explain
        query.count = self.repeat
        query.folder = outputFolder.map { FilePath($0) }
        query.options.timeout = timeout
        query.options.headers = Arguments.dictionary(header)
        query.options.authoritiesFile = authoritiesFile
        return query
    }

    private func input(_ project: Project?) throws -> PredictionInput {
        if let json { return .json(try Self.bytes(json)) }
        guard inputs.isEmpty else {
            let values = try inputs.map { ($0.key, try Self.value($0.value)) }
            return .named(Dictionary(values) { _, last in last })
        }
        guard let sample = project?.sample else {
            throw PredictionError.nothingToSend(projectFolder: FilePath(self.project))
        }
        return try PredictionInput(sample)
    }

    /// The project in the folder, if there is one.
    private func projectHere() throws -> Project? {
        let folder = FilePath(project)
        // Whatever keeps the file from being looked at: there is no project to be used.
        guard (try? folder.appending(ProjectFile.name).stat()) != nil else { return nil }
        var overrides = ProjectOverrides()
        overrides.interfaceDefault = .kserve
        return try Project(at: folder, overrides: overrides)
    }

    private static func bytes(_ text: String) throws(PredictionError) -> [UInt8] {
        if text == "-" { return try InputFile.standardInput() }
        guard text.first == "@" else { return Array(text.utf8) }
        return try InputFile.contents(FilePath(String(text.dropFirst())))
    }

    private static func value(_ text: String) throws(PredictionError) -> InputValue {
        guard text.first == "@" else { return InputValue(text) }
        return try InputValue(contentsOf: FilePath(String(text.dropFirst())))
    }

    @Sendable private static func seconds(_ text: String) throws -> Duration {
        guard let seconds = Double(text), seconds > 0, seconds <= 86_400 else {
            throw ValidationError(
                "\"\(text)\" is no time; write seconds, more than 0 and at most 86400, for example 2.5")
        }
        return .milliseconds(max(1, Int64((seconds * 1000).rounded())))
    }

    @Sendable private static func count(_ text: String) throws -> Int {
        guard let count = Int(text), (1...1_000_000).contains(count) else {
            throw ValidationError("\"\(text)\" is no number from 1 to 1000000")
        }
        return count
    }

    @Sendable private static func header(_ text: String) throws -> Arguments.Setting {
        let isPrintable = text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        guard isPrintable, let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
            throw ValidationError("\"\(text)\" is no header; write \"NAME: VALUE\"")
        }
        let value = text[text.index(after: colon)...].drop { $0 == " " }
        return Arguments.Setting(key: String(text[..<colon]), value: String(value))
    }
}
