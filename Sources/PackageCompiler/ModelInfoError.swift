public import BuildReport

/// A compiled model that does not say what it is.
public enum ModelInfoError: DiagnosticError, Equatable {
    /// The process failed; what it wrote to its standard error.
    case failed(output: String)
    /// The process did not end in time.
    case timedOut(after: Duration)
    /// What it printed is not the JSON that is expected.
    case undecodable(reason: String)

    /// What is wrong and where to look.
    public var diagnostics: [Diagnostic] {
        let place = "model-server --model-info"
        let metadata = "look at the model's `metadata`: it is computed without the model being loaded"
        switch self {
        case .failed(let output):
            return [Diagnostic("the compiled model fails to describe itself\n\(output)", at: place, try: metadata)]
        case .timedOut(let limit):
            return [
                Diagnostic(
                    "the compiled model did not describe itself within \(Elapsed(limit))", at: place, try: metadata)
            ]
        case .undecodable(let reason):
            return [
                Diagnostic(
                    "the compiled model describes itself in a form that is not understood: \(reason)", at: place,
                    try: "use the same version of Chassis in Package.swift as of chassis-build")
            ]
        }
    }
}
