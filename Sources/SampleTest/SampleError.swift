public import BuildReport
import ProjectConfig
public import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A sample that cannot be tried, or that the model does not answer as declared.
public enum SampleError: DiagnosticError, Equatable {
    /// The project declares no sample.
    case undeclared
    /// The sample has one input without a name, and the model has these.
    case severalInputs([String])
    /// The sample has one output without a name, and the model has these.
    case severalOutputs([String])
    /// A file of the sample cannot be read.
    case unreadable(FilePath, reason: String)
    /// The files of the sample are too large with this one; the limit is in bytes.
    case tooLarge(FilePath, limit: Int64)
    /// The model declares the output as JSON, and the file is none.
    case expectedIsNotJSON(output: String, FilePath)
    /// The process could not be started or listened to.
    case notStarted(FilePath, reason: String)
    /// The process did not end in time.
    case timedOut(after: Duration)
    /// The process was ended by a signal; the end of what it wrote to standard error.
    case crashed(signal: Int32, output: String)
    /// The process ended by itself without an answer; the end of what it wrote to standard error.
    case exited(code: Int32, output: String)
    /// The process answered with more bytes than `limit`.
    case answerTooLarge(limit: Int)
    /// The process answered in another form.
    case notUnderstood(reason: String)
    /// The model could not be loaded.
    case notLoaded(message: String)
    /// The sample's input is none that the model takes.
    case refused(message: String)
    /// The model failed with the sample.
    case failed(message: String)
    /// The answer is not what the sample declares, in at least one output.
    case differs([OutputMismatch])

    /// What is wrong and what to do; one diagnostic for each output that differs.
    public var diagnostics: [Diagnostic] {
        if case .differs(let mismatches) = self { return mismatches.map(Self.diagnostic) }
        return [diagnostic]
    }

    /// Where a sample is declared, for a message.
    private static let declaration = "\(ProjectFile.name): sample"
    /// How the model is run, for a message.
    private static let process = "model-server --predict"

    private var diagnostic: Diagnostic {
        switch self {
        case .undeclared:
            Diagnostic(
                "the project declares no sample to try the model with", at: ProjectFile.name,
                try: """
                    add these lines, with the files of an item whose answer you know:
                           sample:
                             input: samples/input.json
                             output: samples/output.json
                    """)
        case .severalInputs(let names): Self.several("input", names)
        case .severalOutputs(let names): Self.several("output", names)
        case .unreadable(let file, let reason):
            Diagnostic("a file of the sample cannot be read: \(reason)", at: file.string, try: "make it readable")
        case .tooLarge(let file, let limit):
            Diagnostic(
                "the sample is too large", at: file.string,
                try: "take a smaller one: all inputs together, and each output, have at most \(ByteCount(limit))")
        case .expectedIsNotJSON(let output, let file):
            Diagnostic(
                "the model's output `\(output)` is JSON, and what the sample expects is not", at: file.string,
                try: "correct the file, or the output's media type in the model's `metadata`")
        case .notStarted(let executable, let reason):
            Diagnostic(
                "the compiled model cannot be run: \(reason)", at: executable.string,
                try: "check that it is there and may be executed")
        case .timedOut(let limit):
            Diagnostic(
                "the model did not answer the sample within \(Elapsed(limit))", at: Self.process,
                try: "look for what it waits for while it is loaded or predicts")
        case .crashed(let signal, let output):
            Diagnostic(
                Self.adding(output, to: "the model crashes with the sample (\(Self.name(ofSignal: signal)))"),
                at: Self.process, try: "give the same input to the model in a test of its package")
        case .exited(let code, let output):
            Diagnostic(
                Self.adding(output, to: "the compiled model ended with code \(code), without an answer"),
                at: Self.process, try: "use the same version of Chassis in Package.swift as of chassis-build")
        case .answerTooLarge(let limit):
            Diagnostic(
                "the model answers the sample with more than \(ByteCount(limit))", at: Self.process,
                try: "take a sample with a smaller answer")
        case .notUnderstood(let reason):
            Diagnostic(
                "the compiled model answers in a form that is not understood: \(reason)", at: Self.process,
                try: "use the same version of Chassis in Package.swift as of chassis-build")
        case .notLoaded(let message):
            Diagnostic(
                "the model cannot be loaded: \(message)", at: Self.process,
                try: "look at the model's `init(context:)` and at the files in its folder")
        case .refused(let message):
            Diagnostic(
                "the model does not take the sample's input: \(message)", at: Self.declaration,
                try: "correct the input, or what the model's `metadata` says about it")
        case .failed(let message):
            Diagnostic(
                "the model fails with the sample: \(message)", at: Self.process,
                try: "give the same input to the model in a test of its package")
        case .differs: preconditionFailure("it has a diagnostic for each output")
        }
    }

    private static func diagnostic(of mismatch: OutputMismatch) -> Diagnostic {
        Diagnostic(
            "the output `\(mismatch.output)` is not what the sample expects\n\(mismatch.text)",
            at: mismatch.file.string,
            try: "correct the model, or the file if the model is right")
    }

    /// A model with several values of a kind, of which the sample names none.
    private static func several(_ kind: String, _ names: [String]) -> Diagnostic {
        let lines = names.map { "\n         \($0): samples/\($0)" }.joined()
        return Diagnostic(
            "the model has several \(kind)s (\(names.joined(separator: ", "))), "
                + "and the sample does not say which one `\(kind)` is",
            at: declaration, try: "write each by name:\n       \(kind)s:\(lines)")
    }

    private static func adding(_ output: String, to message: String) -> String {
        output.isEmpty ? message : "\(message)\n\(output)"
    }

    /// The signals that end a program which has gone wrong, with what usually sends them.
    private static func name(ofSignal number: Int32) -> String {
        switch number {
        case SIGILL, SIGTRAP: "a failed check of Swift, signal \(number)"
        case SIGSEGV, SIGBUS: "an invalid memory access, signal \(number)"
        case SIGABRT: "it aborted, signal \(number)"
        case SIGKILL: "killed, perhaps for want of memory, signal \(number)"
        default: "signal \(number)"
        }
    }
}
