import ArgumentParser
import BuildReport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the commands have in common: progress on standard error, interruption, and errors as diagnostics with exit codes.
enum CommandRun {
    /// Runs `body` with the environment and a reporter for the terminal, and returns its result.
    /// - Parameter interrupted: what is true after Ctrl-C, for example `nothing was delivered`.
    /// - Throws: `ExitCode`, once the reason stands on standard error: 1 for a failure, 130 for an interruption.
    static func result<Result: Sendable>(
        interrupted: String,
        _ body: @escaping @Sendable (_ variables: [String: String], _ reporter: TerminalReporter) async throws -> Result
    ) async throws -> Result {
        let variables = ProcessInfo.processInfo.environment
        let reporter = TerminalReporter(variables: variables)
        defer { reporter.end() }
        do {
            return try await Interruption.cancels { try await body(variables, reporter) }
        } catch let error as any DiagnosticError {
            reporter.end()
            for diagnostic in error.diagnostics { StandardError.write("\(diagnostic)\n") }
            throw ExitCode(1)
        } catch is CancellationError {
            reporter.end()
            StandardError.write("error: interrupted; \(interrupted)\n")
            throw ExitCode(130)
        }
    }
}
