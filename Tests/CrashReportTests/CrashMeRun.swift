import Subprocess
import SystemPackage

/// One run of the program `CrashMe`, which crashes in the way that it is told.
struct CrashMeRun {
    let status: TerminationStatus
    let standardOutput: String
    let standardError: String

    /// Runs the program to its end. Swift's own backtracer, which would handle the signals first, is switched off.
    init(_ way: String) async throws {
        let result = try await Subprocess.run(
            .path(Self.program), arguments: [way], environment: .custom(["SWIFT_BACKTRACE": "enable=no"]),
            output: .string(limit: 65536), error: .string(limit: 65536))
        status = result.terminationStatus
        standardOutput = result.standardOutput
        standardError = result.standardError
    }

    /// The lines of the report, without its first and its last one; nil unless there is exactly one whole report.
    var frames: [Substring]? {
        let lines = standardError.split(separator: "\n")
        let starts = lines.indices.filter { lines[$0].hasPrefix("*** The model server crashed: ") }
        let ends = lines.indices.filter { lines[$0] == "*** end of the backtrace" }
        guard starts.count == 1, ends.count == 1, let start = starts.first, let end = ends.first, start < end else {
            return nil
        }
        return Array(lines[(start + 1)..<end])
    }

    /// The report's first line.
    var title: Substring? {
        standardError.split(separator: "\n").first { $0.hasPrefix("*** ") }
    }

    /// Whether a function with this name, or part of a name, stands in the report; mangled names hold it as well.
    func names(_ function: String) -> Bool {
        frames?.contains { $0.contains(function) } ?? false
    }

    /// The program lies beside the bundle of the tests.
    private static var program: FilePath {
        let arguments = CommandLine.arguments
        let bundle = arguments.first { $0.hasSuffix(".xctest") } ?? arguments[0]
        return FilePath(bundle).removingLastComponent().appending("CrashMe")
    }
}
