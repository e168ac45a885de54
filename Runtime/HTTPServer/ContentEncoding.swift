/// How the body of a request is encoded (RFC 9110 §8.4).
enum ContentEncoding: Equatable {
    case identity
    case gzip
    /// What is not understood, as the client wrote it.
    case other(String)

    /// Adds what another `Content-Encoding` header says.
    mutating func add(_ value: String) {
        for coding in value.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" }) {
            switch (self, coding.lowercased()) {
            case (_, "identity"): continue
            case (.identity, "gzip"), (.identity, "x-gzip"): self = .gzip
            case (.identity, _): self = .other(String(coding))
            case (.gzip, _): self = .other("gzip, \(coding)")
            case (.other(let others), _): self = .other("\(others), \(coding)")
            }
        }
    }
}
