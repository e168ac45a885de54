import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The entries of a netrc file, in which curl, git and others look for passwords of hosts.
struct Netrc: Hashable, Sendable {
    let entries: [NetrcEntry]

    /// More than any such file has.
    static let byteCountMax = 1 << 20

    /// Reads the file `path`; nil when it is not there or cannot be read: it is in a usual place, and for other programs
    /// first of all.
    static func load(_ path: FilePath) throws(NetrcError) -> Netrc? {
        let bytes: [UInt8]?
        do { bytes = try FileContents.read(path, limit: byteCountMax) } catch { return nil }
        guard let bytes, let text = String(bytes: bytes, encoding: .utf8) else { throw .notText(path) }
        return try Netrc(parsing: text, of: path)
    }

    /// Reads `text` in the
    /// [grammar](https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html) of netrc files, with
    /// curl's quotation marks. A macro and a word that means nothing are passed over, as is an entry without a password.
    init(parsing text: String, of file: FilePath) throws(NetrcError) {
        var words = NetrcWords(text)
        var entries: [NetrcEntry] = []
        var current: (machine: String?, login: String?, password: String?)?
        func finish() {
            guard let current, let login = current.login, let password = current.password else { return }
            entries.append(NetrcEntry(machine: current.machine, login: login, password: Secret(password)))
        }
        func value(of keyword: String) throws(NetrcError) -> String {
            do {
                if let value = try words.next() { return value }
            } catch {
                throw .unclosedQuote(file, line: error.line)
            }
            throw .missingValue(file, line: words.line, keyword: keyword)
        }
        while true {
            let word: String?
            do { word = try words.nextKeyword() } catch { throw .unclosedQuote(file, line: error.line) }
            guard let word else { break }
            switch word {
            case "machine":
                finish()
                current = (machine: try value(of: word).lowercased(), login: nil, password: nil)
            case "default":
                finish()
                current = (machine: nil, login: nil, password: nil)
            case "login": current?.login = try value(of: word)
            case "password": current?.password = try value(of: word)
            case "account": _ = try value(of: word)
            case "macdef": words.skipMacro()
            default: continue
            }
        }
        finish()
        self.entries = entries
    }

    /// The entry for a host with one of the names `machines`, of which the first that the file knows counts; else the
    /// entry `default`, unless it is the one for anonymous FTP that manuals recommend: it would turn a public image's
    /// anonymous pull into a wrong password.
    func entry(for machines: [String]) -> NetrcEntry? {
        for machine in machines {
            if let entry = entries.first(where: { $0.machine == machine }) { return entry }
        }
        return entries.first { $0.machine == nil && !["anonymous", "ftp"].contains($0.login) }
    }
}
