/// A remark of a registry to its users
/// ([distribution spec](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#warnings)).
enum WarningHeader {
    static let lengthMax = 4096

    /// The text of `299 - "text"`, without control characters, which could paint over a terminal; nil when the header
    /// has another form, or is too long to be a remark.
    static func text(_ value: String) -> String? {
        guard value.utf8.count <= lengthMax, value.hasPrefix("299 - \""), value.hasSuffix("\""), value.count > 8 else {
            return nil
        }
        var text = ""
        var isEscaped = false
        for character in value.dropFirst(7).dropLast().unicodeScalars {
            if character == "\\", !isEscaped {
                isEscaped = true
                continue
            }
            isEscaped = false
            text.unicodeScalars.append(OneLine.isControl(character) ? "\u{FFFD}" : character)
        }
        return text
    }
}
