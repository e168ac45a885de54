public import BuildReport

/// A package needs newer Swift tools than those that are installed.
public struct ToolsVersionError: DiagnosticError, Equatable {
    /// The package, as SwiftPM names it.
    public let package: String
    /// The version that the first line of its manifest asks for.
    public let needed: SwiftVersion
    /// The version that is installed.
    public let installed: SwiftVersion?

    /// Reads what SwiftPM prints, while it reads a manifest or builds; nil when it complains of something else.
    ///
    ///     error: 'app': package 'app' is using Swift tools version 6.4.0 but the installed version is 6.3.1
    ///     …because … and 'lib' 1.0.0 contains incompatible tools version (6.4.0).
    init?(in output: String) {
        for line in output.split(whereSeparator: \.isNewline) where !CompilerMessages.isQuotation(String(line)) {
            if line.hasPrefix("error: "), let uses = line.firstRange(of: " is using Swift tools version "),
                let rest = line.firstRange(of: " but the installed version is "),
                let needed = SwiftVersion(parsing: line[uses.upperBound...])
            {
                package = Self.lastQuoted(in: line[..<uses.lowerBound])
                self.needed = needed
                installed = SwiftVersion(parsing: line[rest.upperBound...])
                return
            }
            if let contains = line.firstRange(of: " contains incompatible tools version ("),
                let needed = SwiftVersion(parsing: line[contains.upperBound...])
            {
                package = Self.lastQuoted(in: line[..<contains.lowerBound])
                self.needed = needed
                installed = nil
                return
            }
        }
        return nil
    }

    private static func lastQuoted(in text: Substring) -> String {
        let parts = text.split(separator: "'", omittingEmptySubsequences: false)
        return parts.count > 2 ? String(parts[parts.count - 2]) : String(text)
    }

    /// Which package asks for which version, and the two ways out.
    public var diagnostics: [Diagnostic] {
        let have = installed.map { "; this is Swift \($0)" } ?? ""
        return [
            Diagnostic(
                "the package needs Swift \(needed) or later\(have)", at: "package \(package)",
                try: "install Swift \(needed) or later from https://www.swift.org/install",
                "or set CHASSIS_SWIFT to the path of another `swift`",
                "or use a version of the package whose `// swift-tools-version:` is not newer than your Swift")
        ]
    }
}
