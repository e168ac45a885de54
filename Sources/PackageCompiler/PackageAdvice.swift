/// What SwiftPM says, as warnings, about libraries that pkg-config does not know.
struct PackageAdvice: Hashable, Sendable {
    /// pkg-config's name of a library that was not found, and the command that installs it.
    struct Unknown: Hashable, Sendable {
        let pkgConfig: String
        /// For example `apt-get install libopenblas-dev`; nil when the author names no package for this system.
        let command: String?

        /// The library as far as this tells it.
        var library: SystemLibrary {
            let words = (command ?? "").split(separator: " ").map(String.init(_:))
            return SystemLibrary(name: pkgConfig, pkgConfig: pkgConfig, packages: words)
        }
    }

    /// In their order, each once.
    let unknown: [Unknown]
    /// Whether `pkg-config` itself is missing.
    let lacksPkgConfig: Bool

    /// Reads the lines of a build:
    ///
    ///     warning: you may be able to install openblas using your system-packager:
    ///         apt-get install libopenblas-dev
    ///     warning: couldn't find pc file for fftw3
    init(in lines: [String]) {
        var unknown: [Unknown] = []
        for (index, line) in lines.enumerated() {
            let found: Unknown
            if let name = line.between("warning: you may be able to install ", " using your system-packager:") {
                let next = index + 1 < lines.count ? lines[index + 1] : ""
                let command = String(next.drop { $0 == " " })
                found = Unknown(pkgConfig: name, command: next.hasPrefix("    ") ? command : nil)
            } else if let name = line.between("warning: couldn't find pc file for ", "") {
                found = Unknown(pkgConfig: name, command: nil)
            } else {
                continue
            }
            if !unknown.contains(found) { unknown.append(found) }
        }
        self.unknown = unknown
        lacksPkgConfig = lines.contains {
            $0.hasPrefix("warning: ") && $0.hasSuffix("maybe pkg-config is not installed")
        }
    }

    /// The command that installs the library of this name of pkg-config.
    func command(for pkgConfig: String) -> String? {
        unknown.lazy.filter { $0.pkgConfig == pkgConfig }.compactMap(\.command).first
    }
}

extension String {
    /// What stands between `prefix`, with which the text begins, and `suffix`, with which it ends; nil for other texts.
    func between(_ prefix: String, _ suffix: String) -> String? {
        guard hasPrefix(prefix), hasSuffix(suffix), count > prefix.count + suffix.count else { return nil }
        return String(dropFirst(prefix.count).dropLast(suffix.count))
    }
}
