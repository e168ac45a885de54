public import BuildReport
import COpenSSL

/// OpenSSL cannot compute a SHA-256; the cause is in its installation or configuration, not in the bytes.
public struct DigesterError: DiagnosticError, Equatable {
    /// What OpenSSL says about it.
    public let reason: String

    /// The last failure of this thread in OpenSSL's own words.
    static func fromOpenSSL() -> DigesterError {
        var text = [CChar](repeating: 0, count: 256)
        ERR_error_string_n(ERR_get_error(), &text, text.count)
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return DigesterError(reason: String(decoding: bytes, as: UTF8.self))
    }

    /// That there is no SHA-256, and where to look.
    public var diagnostics: [Diagnostic] {
        [
            Diagnostic(
                "OpenSSL cannot compute a SHA-256: \(reason)",
                try:
                    "look for a provider that is missing in the file that `openssl version -d` names, or in OPENSSL_CONF"
            )
        ]
    }
}
