public import BuildReport
public import SystemPackage

/// A Swift package that cannot be read.
public enum PackageError: DiagnosticError, Equatable {
    /// The folder has no `Package.swift`; folders near it that have one.
    case noPackage(FilePath, elsewhere: [FilePath])
    /// SwiftPM cannot evaluate the manifest; its own words.
    case notEvaluated(FilePath, output: String)
    /// SwiftPM describes the package in a form that is not understood.
    case undecodable(FilePath, reason: String)
    /// A source file of the model's target cannot be read.
    case unreadableSource(FilePath, reason: String)

    /// What is wrong and what to do.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .noPackage(let folder, let elsewhere):
            let found = elsewhere.map { "is it this one? `\($0)`" }
            return [
                Diagnostic(
                    "the folder has no Package.swift", at: folder.string,
                    remedies: found + ["name the folder of a Swift package, or make one with `swift package init`"])
            ]
        case .notEvaluated(let manifest, let output):
            return [
                Diagnostic(
                    "the manifest cannot be evaluated\n\(output.trimmingNewlines)", at: manifest.string,
                    try: "mend it until `swift package describe` works")
            ]
        case .undecodable(let manifest, let reason):
            return [
                Diagnostic(
                    "what SwiftPM says about the package is not understood: \(reason)", at: manifest.string,
                    try: "use another Swift toolchain: set CHASSIS_SWIFT to the path of its `swift`")
            ]
        case .unreadableSource(let path, let reason):
            return [Diagnostic("the source file cannot be read: \(reason)", at: path.string, try: "make it readable")]
        }
    }
}

extension String {
    /// The text without newlines at its end.
    var trimmingNewlines: String {
        var text = self[...]
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}
