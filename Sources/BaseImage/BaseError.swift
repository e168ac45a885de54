public import BuildReport

/// A base image that cannot be used.
public struct BaseError: DiagnosticError, Equatable {
    /// The base as the user named it.
    public let base: String
    /// What is wrong with it.
    public let problem: BaseProblem

    /// The problem `problem` of the base `base`.
    public init(_ base: String, _ problem: BaseProblem) {
        self.base = base
        self.problem = problem
    }

    /// What is wrong, with which base, and what to do.
    public var diagnostics: [Diagnostic] {
        [Diagnostic(problem.message, at: base, remedies: problem.remedies)]
    }
}
