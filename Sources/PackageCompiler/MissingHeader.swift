/// A header that a C compiler did not find.
struct MissingHeader: Hashable, Sendable {
    /// As `#include` or the module map names it.
    let name: String
    /// The file that asks for it.
    let file: String
    /// The C module that could not be built without it; nil when it was no module that was compiled.
    let module: String?
    /// Whether it is asked for with angle brackets or by an absolute path, as the headers of a system are.
    let isSystemHeader: Bool

    /// The headers that the lines of a build miss, in their order, each once.
    ///
    ///     …/CBLAS/shim.h:1:10: error: 'cblas.h' file not found
    ///     1 | #include <cblas.h>
    ///     …/CBLAS/module.modulemap:2:12: error: header '/usr/include/cblas.h' not found
    ///     …/Network.swift:1:8: error: could not build C module 'CBLAS'
    static func all(in lines: [String]) -> [MissingHeader] {
        var found: [MissingHeader] = []
        for (index, line) in lines.enumerated() where !CompilerMessages.isQuotation(line) {
            guard let (file, text) = message(of: line) else { continue }
            let name = text.between("'", "' file not found") ?? text.between("header '", "' not found")
            guard let name, !found.contains(where: { $0.name == name }) else { continue }
            let quotation = lines[(index + 1)...].prefix { CompilerMessages.isQuotation($0) }
            let hasBrackets = quotation.contains { $0.contains("<\(name)>") }
            let module = lines[(index + 1)...].lazy.compactMap { brokenModule(in: $0) }.first
            found.append(
                MissingHeader(
                    name: name, file: file, module: module, isSystemHeader: hasBrackets || name.hasPrefix("/")))
        }
        return found
    }

    /// The place of an error without its line, and its text.
    private static func message(of line: String) -> (file: String, text: String)? {
        for severity in [": error: ", ": fatal error: "] {
            guard let range = line.firstRange(of: severity) else { continue }
            let file = line[..<range.lowerBound].split(separator: ":").first ?? ""
            return (String(file), String(line[range.upperBound...]))
        }
        return nil
    }

    private static func brokenModule(in line: String) -> String? {
        guard !CompilerMessages.isQuotation(line) else { return nil }
        return message(of: line)?.text.between("could not build C module '", "'")
    }
}
