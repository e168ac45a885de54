import OCISpec

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Entries of `auths`, as docker and podman write and read them.
extension Credential {
    /// Reads an entry; nil when it names nobody, which is what docker leaves there when a helper keeps the secret.
    ///
    /// A registry token comes before an identity token, and that before a password, as in docker's client: a registry
    /// that gave out a token usually leaves a password in the entry that no longer counts.
    static func parse(entry: JSONValue) throws(EntryProblem) -> Credential? {
        guard case .object(let fields) = entry else { throw .notAnObject }
        if let token = try text("registrytoken", in: fields) { return .registryToken(Secret(token)) }
        if let token = try text("identitytoken", in: fields) { return .identityToken(Secret(token)) }
        if let auth = try text("auth", in: fields) { return try parse(auth: auth) }
        guard let username = try text("username", in: fields), let password = try text("password", in: fields) else {
            return nil
        }
        return .basic(username: username, password: Secret(password))
    }

    /// The entry for this credential.
    var entry: JSONValue {
        switch self {
        case .basic(let username, let password): .object(["auth": Self.auth(username, password.reveal)])
        case .identityToken(let token):
            // Some readers pass over an entry whose `auth` has no colon, so it gets one beside the token.
            .object(["auth": Self.auth(Self.tokenUsername, ""), "identitytoken": .string(token.reveal)])
        case .registryToken(let token): .object(["registrytoken": .string(token.reveal)])
        }
    }

    /// What stands for the user where the secret is an identity token.
    static let tokenUsername = "<token>"

    private static func auth(_ username: String, _ password: String) -> JSONValue {
        .string(Data("\(username):\(password)".utf8).base64EncodedString())
    }

    /// The text of a field; nil when it is not there or empty.
    private static func text(_ field: String, in fields: [String: JSONValue]) throws(EntryProblem) -> String? {
        switch fields[field] {
        case nil, .null: nil
        case .string(let text): text.isEmpty ? nil : text
        default: throw .notAText(field: field)
        }
    }

    /// Everything after the first colon is the password, more colons as well. Docker ends a password at a NUL.
    private static func parse(auth: String) throws(EntryProblem) -> Credential? {
        guard let bytes = Data(base64Encoded: auth) else { throw .notBase64 }
        guard let text = String(bytes: bytes, encoding: .utf8) else { throw .notUTF8 }
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { throw .noColon }
        let username = String(text[..<colon])
        let password = text[text.utf8.index(after: colon)...].prefix { $0 != "\0" }
        if username.isEmpty, password.isEmpty { return nil }
        return .basic(username: username, password: Secret(String(password)))
    }
}
