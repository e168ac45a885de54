import BuildReport

/// Symbols that a program uses and no library defines that is linked.
public struct UndefinedSymbols: Hashable, Sendable {
    /// The names, C++ ones in the form of a declaration; those of Swift are left out. Never empty.
    public let names: [String]
    /// Whether there are more than the linker told.
    public let isCut: Bool
    /// The target whose code uses the first one; nil when a library uses it, or the linker does not tell.
    public let target: String?
    /// The file name of the static library that uses the first one, `libopenblas.a` for example.
    public let archive: String?

    /// Reads the lines of a build; nil when no symbol is missing, or none but Swift's own, which no C library has.
    ///
    ///     ld.lld: error: undefined symbol: cblas_sgemm
    ///     >>> referenced by Network.swift:2 (/src/digits/Sources/Digits/Network.swift:2)
    ///     >>>               /cache/builds/…/release/Digits.build/Network.swift.o:($s6Digits…)
    init?(in lines: [String]) {
        let kinds = ["undefined symbol: ", "undefined hidden symbol: ", "undefined protected symbol: "]
        let all = kinds.flatMap { LinkProblem.subjects(of: $0, in: lines) }
        names = all.filter { !$0.hasPrefix("$s") && !$0.hasPrefix("$S") }
        guard let first = names.first else { return nil }
        isCut = LinkProblem.stoppedEarly(in: lines)
        let start = lines.firstIndex { $0.hasPrefix("ld.lld: error: ") && $0.hasSuffix(" symbol: \(first)") } ?? 0
        let references = lines[(start + 1)...].prefix { $0.hasPrefix(">>>") }
        archive = references.lazy.compactMap(Self.archive(in:)).first
        target = archive == nil ? references.lazy.compactMap(Self.target(in:)).first : nil
    }

    /// `cblas_sgemm`, `cblas_sgemm and cblas_dgemm`, `cblas_sgemm, cblas_dgemm and 7 more`.
    var list: String {
        let shown = names.count <= 3 ? names : Array(names.prefix(2))
        let more = names.count - shown.count
        let rest = more > 0 ? ["\(isCut ? "at least " : "")\(more) more"] : []
        let parts = shown + rest
        guard let last = parts.last, parts.count > 1 else { return parts.joined() }
        return "\(parts.dropLast().joined(separator: ", ")) and \(last)"
    }

    /// Who uses the symbols, and how to name the library that defines them; `target` is whose settings can do that.
    func diagnostic(for target: String) -> Diagnostic {
        let settings = "`linkerSettings: [.linkedLibrary(\"NAME\")]` of target \(target)"
        guard let archive else {
            return Diagnostic(
                "no library that is linked defines \(list)", at: "target \(target)",
                try: "name the library that does: in a `link \"NAME\"` line of its module map, or in \(settings)")
        }
        let name = archive.between("lib", ".a") ?? archive
        return Diagnostic(
            "\(archive) needs \(list), and no library that is linked defines that", at: "target \(target)",
            try: "name the libraries that it needs in \(settings); `pkg-config --static --libs \(name)` may list them")
    }

    /// `arc.o:(cblas_sgemm) in archive /usr/lib/libopenblas.a`
    private static func archive(in line: String) -> String? {
        guard let range = line.firstRange(of: " in archive ") else { return nil }
        return line[range.upperBound...].split(separator: "/").last.map(String.init(_:))
    }

    private static func target(in line: String) -> String? {
        let folder = line.split(separator: "/").last { $0.hasSuffix(".build") && $0 != ".build" }
        return folder.map { String($0.dropLast(6)) }
    }
}
