public import BuildReport

/// A project that cannot be built as it is written: everything that is wrong with it, at once.
public struct ProjectError: DiagnosticError, Equatable {
    /// What is wrong, in the order of the file; at least one problem.
    public let problems: [ProjectProblem]

    /// A project with `problems`.
    public init(problems: [ProjectProblem]) {
        precondition(!problems.isEmpty, "a project without problems is no error")
        self.problems = problems
    }

    /// One diagnostic for each problem.
    public var diagnostics: [Diagnostic] { problems.map(\.diagnostic) }
}
