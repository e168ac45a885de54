import OCISpec

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The contents of a credentials file. What this tool knows nothing about stays in it.
struct CredentialDocument {
    let file: CredentialFile
    private var members: [String: JSONValue]

    /// A document with nothing in it.
    init(emptyFor file: CredentialFile) {
        self.file = file
        members = [:]
    }

    /// Reads `bytes`; none at all are a document with nothing in it, as for docker.
    init(_ bytes: [UInt8], of file: CredentialFile) throws(CredentialFileError) {
        self.init(emptyFor: file)
        if bytes.allSatisfy({ $0 == UInt8(ascii: " ") || (9...13).contains($0) }) { return }
        // The reason is left out: it quotes the file.
        guard case .object(let members)? = try? CanonicalJSON.decode(JSONValue.self, from: bytes) else {
            throw .notJSON(file.path)
        }
        self.members = members
    }

    /// The bytes to write.
    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try [UInt8](encoder.encode(JSONValue.object(members))) + [UInt8(ascii: "\n")]
    }
}

extension CredentialDocument {
    /// Who knows the credential for `repository` of `registry`, most specific first; the first that answers counts.
    ///
    /// A helper of the registry comes before an entry of it, as for docker and podman, and after the entries for parts
    /// of it, which helpers know nothing about. The helper for everything (`credsStore`) comes last: where docker has
    /// given it the secret the entry is empty, so an entry that is not was written later.
    func answers(for registry: RegistryName, repository: String?) throws(CredentialFileError) -> [CredentialAnswer] {
        var answers: [CredentialAnswer] = []
        for key in CredentialKey.candidates(registry, repository: repository) where !key.path.isEmpty {
            answers += try credentials(under: key)
        }
        let helper = try helper(for: registry)
        if let helper, !helper.isForEverything { answers.append(.helper(helper)) }
        answers += try credentials(under: CredentialKey(registry))
        if let helper, helper.isForEverything { answers.append(.helper(helper)) }
        return answers
    }

    /// The helper that keeps the credential of `registry`; nil when the file itself does.
    func helper(for registry: RegistryName) throws(CredentialFileError) -> HelperChoice? {
        guard file.format != .legacy else { return nil }
        let ofRegistries = try object("credHelpers")
        if let key = Self.keys(ofRegistries.keys, naming: CredentialKey(registry)).first {
            guard case .string(let name)? = ofRegistries[key] else {
                throw .malformed(file.path, key: "credHelpers.\(key)", expected: "a text")
            }
            // An empty name takes the registry out of `credsStore`.
            return name.isEmpty ? nil : HelperChoice(name: name, isForEverything: false, isRelied: true)
        }
        switch members["credsStore"] {
        case nil, .null, .string(""): return nil
        case .string(let name):
            return HelperChoice(name: name, isForEverything: true, isRelied: try hasEntry(for: registry))
        default: throw .malformed(file.path, key: "credsStore", expected: "a text")
        }
    }

    /// Whether there is an entry for the whole of `registry`, be it empty.
    func hasEntry(for registry: RegistryName) throws(CredentialFileError) -> Bool {
        try !Self.keys(entries.keys, naming: CredentialKey(registry)).isEmpty
    }

    /// Puts `entry` in the place of all entries for the whole of `registry`, under the name that the file's own tool
    /// looks for; nil leaves none.
    mutating func set(_ entry: JSONValue?, for registry: RegistryName) throws(CredentialFileError) {
        var entries = try entries
        for key in Self.keys(entries.keys, naming: CredentialKey(registry)) { entries[key] = nil }
        if let entry { entries[file.key(for: registry)] = entry }
        members["auths"] = .object(entries)
    }

    private var entries: [String: JSONValue] {
        get throws(CredentialFileError) { file.format == .legacy ? members : try object("auths") }
    }

    private func object(_ name: String) throws(CredentialFileError) -> [String: JSONValue] {
        switch members[name] {
        case nil, .null: [:]
        case .object(let members): members
        default: throw .malformed(file.path, key: name, expected: "an object")
        }
    }

    private func credentials(under wanted: CredentialKey) throws(CredentialFileError) -> [CredentialAnswer] {
        let entries = try entries
        var answers: [CredentialAnswer] = []
        for key in Self.keys(entries.keys, naming: wanted) {
            guard let entry = entries[key] else { continue }
            do {
                if let credential = try Credential.parse(entry: entry) { answers.append(.entry(credential, key: key)) }
            } catch {
                throw .malformedEntry(file.path, key: key, error)
            }
        }
        return answers
    }

    /// Those of `keys` that name `wanted`: first the one that is written just so, then the others in alphabetical order.
    private static func keys(_ keys: some Collection<String>, naming wanted: CredentialKey) -> [String] {
        let naming = keys.filter { CredentialKey(parsing: $0) == wanted }.sorted()
        return naming.filter { $0 == wanted.text } + naming.filter { $0 != wanted.text }
    }
}
