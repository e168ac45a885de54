public import SystemPackage

/// What a user types to log in.
public enum LoginInput {
    /// More than any password or token has, in bytes.
    static let passwordMax = 64 << 10

    /// The password in the first line of `input`, which is left open: it ends there, so that a terminal needs no more.
    /// - Throws: ``LoginInputError``, `Errno`.
    public static func password(from input: FileDescriptor) throws -> Secret {
        let lineFeed = UInt8(ascii: "\n")
        guard let bytes = try FileContents.read(input, limit: passwordMax, until: { $0.contains(lineFeed) }) else {
            throw LoginInputError.passwordTooLong
        }
        return try password(fromFirstLineOf: bytes)
    }

    /// The password in the first line of `bytes`, without the line's end; blanks are part of it.
    public static func password(fromFirstLineOf bytes: [UInt8]) throws(LoginInputError) -> Secret {
        var line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard !line.isEmpty else { throw .emptyPassword }
        let password = String(decoding: line, as: UTF8.self)
        guard password.utf8.elementsEqual(line), !line.contains(0) else { throw .passwordNotText }
        return Secret(password)
    }

    /// Refuses a password that was given as an argument, where everybody on the machine can read it.
    public static func refuseArgument(_ password: String?) throws(LoginInputError) {
        if password != nil { throw .passwordAsArgument }
    }

    /// Checks a user's name: it ends at the first colon for a registry, so it has none.
    public static func username(_ text: String) throws(LoginInputError) -> String {
        guard !text.isEmpty else { throw .emptyUsername }
        guard !text.contains(":"), !text.contains(where: \.isNewline) else { throw .malformedUsername }
        return text
    }

    /// The registry that a user logs in to, as it is to be asked: `ghcr.io` for `https://ghcr.io/`, and `docker.io` for
    /// each of the names of Docker Hub.
    public static func registry(_ text: String) throws(LoginInputError) -> String {
        try registryName(text).description
    }

    /// What to ask for on a terminal.
    public static func passwordPrompt(username: String, registry: String) -> String {
        "Password of \(username) at \(registry): "
    }

    static func registryName(_ text: String) throws(LoginInputError) -> RegistryName {
        let key = CredentialKey(parsing: text)
        let host = key.registry.description
        guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || $0 == "@" || $0 == "\0" }) else {
            throw .notARegistry(text)
        }
        guard key.path.isEmpty else { throw .partOfRegistry(text, registry: host) }
        return key.registry
    }
}
