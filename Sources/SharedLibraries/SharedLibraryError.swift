public import BuildReport
public import SystemPackage

/// Shared libraries that a program needs and that cannot be packed.
public enum SharedLibraryError: DiagnosticError, Equatable {
    /// A library that no file of this machine is.
    public struct Missing: Hashable, Sendable {
        /// What the file that needs it calls it.
        public let name: String
        /// The program or library that needs it.
        public let user: FilePath
        /// Files of that name that are for another machine, or are no libraries.
        public let unusable: [FilePath]
    }

    /// Libraries are not there; all that were found to be missing.
    case missing([Missing])
    /// The program's loader is not there.
    case noLoader(String, executable: FilePath)

    /// What is missing, who needs it, and which package has it.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .missing(let libraries): libraries.map(\.diagnostic)
        case .noLoader(let interpreter, let executable):
            [
                Diagnostic(
                    "the dynamic loader \(interpreter), with which the executable starts, is not on this machine",
                    at: executable.string, try: "install the C library that the executable was built with",
                    "or link the executable statically")
            ]
        }
    }
}

extension SharedLibraryError.Missing {
    fileprivate var diagnostic: Diagnostic {
        let others = unusable.map(\.string).joined(separator: ", ")
        let detail = others.isEmpty ? "" : "; not for its machine, or no library: \(others)"
        let search = "`apt-file search /\(name)` names the package of Debian or Ubuntu that has it"
        return Diagnostic(
            "the shared library \(name) was not found\(detail)", at: "\(user), which needs it",
            remedies: [
                package.map { "`apt-get install \($0)`; \(search)" } ?? search,
                "if it is in a folder of your own, name the folder in a file of /etc/ld.so.conf.d",
            ])
    }

    /// The package in which Debian's rules put a library of this name:
    /// [Policy, 8.1](https://www.debian.org/doc/debian-policy/ch-sharedlibs.html). It may not exist.
    private var package: String? {
        guard let range = name.firstRange(of: ".so."), name.hasPrefix("lib"), !name.contains("/") else { return nil }
        let stem = name[..<range.lowerBound]
        let version = name[range.upperBound...]
        let join = stem.last?.isNumber == true ? "-" : ""
        return "\(stem)\(join)\(version)".lowercased().replacing("_", with: "-")
    }
}
