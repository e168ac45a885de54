public import BuildReport

/// A line of a `.chassisignore` that can match nothing.
public struct IgnoreProblem: Hashable, Sendable {
    /// The number of the line, counted from 1.
    public let line: Int
    /// The line.
    public let text: String
    private let fault: PatternFault

    init(line: Int, text: String, _ fault: PatternFault) {
        self.line = line
        self.text = text
        self.fault = fault
    }

    /// What to print.
    public var diagnostic: Diagnostic {
        Diagnostic(
            "the rule `\(text)` can match nothing: \(fault.description)", at: "\(IgnoreRules.fileName):\(line)",
            try: fault.remedy)
    }
}
