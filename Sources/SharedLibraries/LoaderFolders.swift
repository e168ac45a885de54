import ELFFiles
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where a dynamic loader looks for libraries that no file tells it a folder of.
struct LoaderFolders {
    /// The folders that are searched on this machine, in their order.
    let searched: [FilePath]
    /// The folders that the loader knows without any configuration, in their order; never empty.
    let builtIn: [FilePath]

    /// The folders of `loader`, a file on this machine that programs name as `interpreter`.
    init(of loader: FilePath, named interpreter: FilePath, for machine: ELFMachine, in root: SystemRoot) {
        let name = interpreter.lastComponent?.string ?? ""
        if let musl = name.between("ld-musl-", ".so.1") {
            builtIn = ["/lib", "/usr/local/lib", "/usr/lib"]
            let configured = root.text(at: FilePath("/etc/ld-musl-\(musl).path"))
            searched =
                configured?.split { $0 == ":" || $0.isNewline }.map { FilePath(String($0)) }.filter { $0.isAbsolute }
                ?? builtIn
        } else {
            builtIn = Self.builtIn(in: loader, for: machine)
            let configured = Self.configured(by: "/etc/ld.so.conf", in: root, depth: 0)
            searched = configured + builtIn.filter { !configured.contains($0) }
        }
    }

    /// The folders in which systems keep the libraries for `machine`, merged `/usr` or not.
    static func usual(for machine: ELFMachine) -> [FilePath] {
        let names = [machine.multiarchName.map { "lib/\($0)" }, machine.format.is64Bit ? "lib64" : nil, "lib"]
        return names.compactMap(\.self).flatMap { [FilePath("/\($0)"), FilePath("/usr/\($0)")] }
    }

    /// What distributions compile into the loader of the GNU C library: which of the usual folders stand in the file as
    /// texts of their own.
    private static func builtIn(in loader: FilePath, for machine: ELFMachine) -> [FilePath] {
        let usual = usual(for: machine)
        guard let bytes = try? loader.firstBytes(loaderBytesMax) else { return usual }  // it may only be searched more
        let texts = Set(bytes.split(separator: 0).filter { $0.first == UInt8(ascii: "/") && $0.count < 64 })
        let found = usual.filter { texts.contains(ArraySlice("\($0)/".utf8)) }
        return found.isEmpty ? usual : found
    }

    /// Loaders have a quarter of a megabyte; with debug information, two.
    private static let loaderBytesMax = 8 << 20

    /// The folders that `file` names, as ldconfig reads it: one a line, with `include` and a pattern for more files.
    private static func configured(by file: FilePath, in root: SystemRoot, depth: Int) -> [FilePath] {
        guard depth < 8, let text = root.text(at: file) else { return [] }  // a system need not have one
        var folders: [FilePath] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" || $0 == "," || $0 == ":" }
            guard let first = words.first else { continue }
            switch first {
            case "include":
                let patterns = words.dropFirst().map { file.removingLastComponent().pushing(FilePath(String($0))) }
                for included in patterns.flatMap({ matches($0, in: root) }) {
                    folders += configured(by: included, in: root, depth: depth + 1)
                }
            case "hwcap": continue
            default:
                // A folder may be followed by `=` and a kind of libraries, which loaders of today ignore.
                folders += words.map { FilePath(String($0.prefix { $0 != "=" })) }.filter { $0.isAbsolute }
            }
        }
        var seen: Set<FilePath> = []
        return folders.filter { seen.insert($0).inserted }
    }

    /// The files that `pattern` names, whose last component may have wildcards.
    private static func matches(_ pattern: FilePath, in root: SystemRoot) -> [FilePath] {
        let folder = pattern.removingLastComponent()
        let name = pattern.lastComponent?.string ?? ""
        return root.names(in: folder).filter { fnmatch(name, $0, 0) == 0 }.map(folder.appending)
    }
}

extension FilePath {
    /// The beginning of the file, at most `count` bytes of it.
    func firstBytes(_ count: Int) throws -> [UInt8] {
        let file = try FileDescriptor.open(self, .readOnly, options: [.closeOnExec])
        return try file.closeAfter {
            try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                filled = try file.read(fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))
            }
        }
    }
}

extension String {
    /// What stands between `start` and `end`; nil when the text does not begin and end with them.
    func between(_ start: String, _ end: String) -> String? {
        guard hasPrefix(start), hasSuffix(end), count >= start.count + end.count else { return nil }
        return String(dropFirst(start.count).dropLast(end.count))
    }
}
