import BuildReport
public import SystemPackage

/// Which files below a folder its `.chassisignore` leaves out of an image; the grammar is that of
/// [gitignore](https://git-scm.com/docs/gitignore).
///
/// Of the rules that match a path the last one counts. What is in a folder that is left out cannot be taken back with
/// `!`. Other than in git, `?` and `[…]` stand for a letter, not for a byte, and a rule that could never match is an
/// error.
public struct IgnoreRules: Hashable, Sendable {
    /// The name of the file, in the folder of `Package.swift`.
    public static let fileName = ".chassisignore"
    /// Rules that leave nothing out.
    public static let none = IgnoreRules(rules: [], root: ".")

    /// The folder from which paths are matched.
    public let root: FilePath
    private let rules: [IgnoreRule]

    /// The rules of a text; paths are matched from the folder `root`.
    /// - Throws: ``IgnoreRulesError/unmatchable(_:)`` with every rule that cannot match.
    public init(parsing text: String, root: FilePath) throws(IgnoreRulesError) {
        var rules: [IgnoreRule] = []
        var problems: [IgnoreProblem] = []
        // Windows' editors begin a file with U+FEFF, which is no part of a name.
        let text = text.unicodeScalars.first == "\u{feff}" ? String(Substring(text.unicodeScalars.dropFirst())) : text
        for (index, line) in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            do throws(PatternFault) {
                if let rule = try IgnoreRule(parsing: Array(line), line: index + 1) { rules.append(rule) }
            } catch {
                problems.append(IgnoreProblem(line: index + 1, text: String(String.UnicodeScalarView(line)), error))
            }
        }
        guard problems.isEmpty else { throw .unmatchable(problems) }
        self.init(rules: rules, root: root.lexicallyNormalized())
    }

    /// The rules of the folder `root`, none when it has no `.chassisignore`.
    /// - Throws: ``IgnoreRulesError``.
    public init(of root: FilePath) throws(IgnoreRulesError) {
        let path = root.appending(Self.fileName)
        let bytes: [UInt8]
        do throws(Errno) {
            bytes = try Self.bytes(of: path)
        } catch .noSuchFileOrDirectory {
            self.init(rules: [], root: root.lexicallyNormalized())
            return
        } catch {
            throw .unreadable(path, error)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(path) }
        try self.init(parsing: text, root: root)
    }

    private init(rules: [IgnoreRule], root: FilePath) {
        self.rules = rules
        self.root = root
    }

    /// The same rules for `folder`: when it lies outside of ``root``, paths are matched from `folder` itself.
    public func applied(to folder: FilePath) -> IgnoreRules {
        var rest = folder.lexicallyNormalized()
        return rest.removePrefix(root) ? self : IgnoreRules(rules: rules, root: folder.lexicallyNormalized())
    }

    /// The rule that leaves out `path`, or a folder that it is in; nil when it is taken, as all is outside of ``root``.
    public func rule(leavingOut path: FilePath, isDirectory: Bool) -> IgnoreRule? {
        guard !rules.isEmpty else { return nil }
        var relative = path.lexicallyNormalized()
        guard relative.removePrefix(root) else { return nil }
        let names = relative.components.map { Array($0.string.unicodeScalars) }
        for depth in names.indices {
            let isFolder = isDirectory || depth < names.count - 1
            let last = rules.last { $0.matches(names[...depth], isDirectory: isFolder) }
            if let last, !last.isNegated { return last }
        }
        return nil
    }

    private static func bytes(of path: FilePath) throws(Errno) -> [UInt8] {
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
            return try file.closeAfter {
                var bytes: [UInt8] = []
                while true {
                    let piece = try [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
                        count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
                    }
                    if piece.isEmpty { return bytes }
                    bytes += piece
                }
            }
        } catch {
            throw error as? Errno ?? .ioError
        }
    }
}
