import ArgumentParser
import BuildReport
import TerminalUI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the commands have in common: progress on standard error, interruption, and errors as diagnostics with exit codes.
enum CommandRun {
    /// Runs `body` with the environment and a reporter for the terminal, and returns its result.
    /// - Parameters:
    ///   - interrupted: what is true after Ctrl-C, for example `nothing was delivered`.
    ///   - progress: how what happens is shown.
    /// - Throws: `ExitCode`, once the reason stands on standard error: 1 for a failure, 130 for an interruption.
    static func result<Result: Sendable>(
        interrupted: String, progress: ProgressStyle = .auto,
        _ body: @escaping @Sendable (_ variables: [String: String], _ reporter: TerminalReporter) async throws -> Result
    ) async throws -> Result {
        let variables = ProcessInfo.processInfo.environment
        let reporter = TerminalReporter(variables: variables, style: progress)
        defer { reporter.end() }
        do {
            return try await Interruption.cancels { try await body(variables, reporter) }
        } catch let error as any DiagnosticError {
            reporter.end(with: error.diagnostics)
            throw ExitCode(1)
        } catch is CancellationError {
            reporter.end(with: [Diagnostic("interrupted; \(interrupted)")])
            throw ExitCode(130)
        }
    }
}
