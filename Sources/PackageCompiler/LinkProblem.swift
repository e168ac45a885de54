/// What LLVM's linker, `ld.lld`, complains of.
public struct LinkProblem: Hashable, Sendable {
    /// The libraries that it did not find, as its `-l` names them; in their order, each once.
    let missingLibraries: [String]
    /// The shared libraries that it was to link into a static executable: their paths.
    let sharedLibraries: [String]
    /// The symbols that are used and defined nowhere; nil when there are none.
    let undefined: UndefinedSymbols?

    /// Reads the lines of a build.
    init(in lines: [String]) {
        missingLibraries = Self.subjects(of: "unable to find library -l", in: lines)
        sharedLibraries = Self.subjects(of: "attempted static link of dynamic object ", in: lines)
        undefined = UndefinedSymbols(in: lines)
    }

    /// Whether the linker says that a symbol is defined more than once.
    public static func duplicatesSymbols(in output: String) -> Bool {
        let lines = output.split(whereSeparator: \.isNewline).map(String.init(_:))
        return !subjects(of: "duplicate symbol: ", in: lines).isEmpty
    }

    private static let prefix = "ld.lld: error: "

    /// What follows the words `complaint` in the linker's errors, in their order, each once.
    static func subjects(of complaint: String, in lines: [String]) -> [String] {
        var seen: Set<String> = []
        return lines.compactMap { $0.between(prefix + complaint, "") }.filter { seen.insert($0).inserted }
    }

    /// Whether the linker stopped before it had told all.
    static func stoppedEarly(in lines: [String]) -> Bool {
        lines.contains { $0.hasPrefix("\(prefix)too many errors emitted") }
    }
}
