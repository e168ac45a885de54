/// Which libraries are the toolchain's own when a program is linked statically: those of `usr/lib/swift_static`.
enum StaticToolchainLibrary {
    /// Whether the linker's `-l` with the word `name` means one of them.
    static func includes(_ name: String) -> Bool {
        if others.contains(name) { return true }
        if let rest = name.between("swift", "") { return rest.first == "_" || rest.first?.isUppercase == true }
        return ["Foundation", "_Foundation", "_CF"].contains(where: name.hasPrefix)
    }

    private static let others: Set = ["dispatch", "BlocksRuntime", "CoreFoundation", "Testing", "XCTest"]

    /// The compiler's words, before it crashes, when the whole folder is missing; nil when they are not in `lines`.
    ///
    ///     …/GenericUnixToolchain+LinkerSupport.swift:272: Fatal error: …/static-executable-args.lnk not found
    static func missingFolder(in lines: [String]) -> String? {
        lines.first { $0.contains(": Fatal error: ") && $0.hasSuffix("/static-executable-args.lnk not found") }
    }

    /// Debian's packages for what a static Swift program takes from the system beside these.
    static let systemPackages = [
        "stdc++": "g++", "gcc": "gcc", "gcc_eh": "gcc", "c": "libc6-dev", "m": "libc6-dev", "dl": "libc6-dev",
        "pthread": "libc6-dev", "rt": "libc6-dev", "util": "libc6-dev",
    ]
}
