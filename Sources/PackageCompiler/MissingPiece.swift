import BuildReport
public import SystemPackage

/// Something of a C library that a build needs and this machine does not have.
public struct MissingPiece: Hashable, Sendable {
    /// What kind of thing it is.
    public enum Kind: Hashable, Sendable {
        /// A header; the name is what `#include` says.
        case header
        /// A library, neither static nor shared; the name is what the linker's `-l` says.
        case library
        /// A static library, while the shared one is there.
        case staticLibrary(shared: FilePath)
    }

    /// What kind of thing it is.
    public let kind: Kind
    /// For example `cblas.h` or `openblas`.
    public let name: String
    /// The target that asks for it.
    public let target: String
    /// The commands that install it, as far as the author's package tells.
    public let commands: [String]

    /// A piece that `target` asks for.
    public init(_ kind: Kind, name: String, target: String, commands: [String]) {
        self.kind = kind
        self.name = name
        self.target = target
        self.commands = commands
    }

    /// What is missing, who asks for it, and how to get it.
    var diagnostic: Diagnostic {
        let place = "target \(target)"
        switch kind {
        case .header:
            return Diagnostic("the header \(name) was not found", at: place, remedies: installing(name))
        case .library:
            return Diagnostic("the library \(file) was not found", at: place, remedies: installing(file))
        case .staticLibrary(let shared):
            return Diagnostic(
                "an image needs the static library \(file), and only the shared one is there, \(shared)", at: place,
                remedies: [
                    commands.isEmpty ? Self.search(for: file) : "\(quoted), if that package has \(file)",
                    "or build \(file) from the library's sources, and put it beside the shared one",
                ])
        }
    }

    private var file: String { "lib\(name).a" }

    private var quoted: String { commands.map { "`\($0)`" }.joined(separator: " or ") }

    private func installing(_ file: String) -> [String] { [commands.isEmpty ? Self.search(for: file) : quoted] }

    private static func search(for file: String) -> String {
        "install the package that has \(file); on Debian and Ubuntu, `apt-file search /\(file)` names it"
    }
}
