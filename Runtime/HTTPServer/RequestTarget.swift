/// The path of a request, split at its slashes and percent-decoded.
public struct RequestTarget: Equatable {
    /// The segments between the slashes; a slash at the end adds none.
    public let segments: [String]

    /// Reads the target of a request line: a path, `*`, or the absolute form a proxy sends (RFC 9112 §3.2).
    ///
    /// The query is dropped. Segments are decoded after splitting, so an escaped slash belongs to a name.
    /// - Throws: ``HTTPProblem/malformedTarget``.
    public init(parsing text: String) throws(HTTPProblem) {
        var path = text.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        if path.first != UInt8(ascii: "/"), let authority = Self.afterScheme(path) {
            path = authority.drop { $0 != UInt8(ascii: "/") }
        }
        if path.first == UInt8(ascii: "/") { path.removeFirst() }
        if path.last == UInt8(ascii: "/") { path.removeLast() }
        var segments: [String] = []
        if !path.isEmpty {
            for segment in path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
                segments.append(try Self.decode(segment))
            }
        }
        self.segments = segments
    }

    private static func afterScheme(_ path: Substring.UTF8View) -> Substring.UTF8View? {
        for scheme in ["http://", "https://"] where Substring(path).lowercased().hasPrefix(scheme) {
            return path.dropFirst(scheme.utf8.count)
        }
        return nil
    }

    private static func decode(_ segment: Substring.UTF8View) throws(HTTPProblem) -> String {
        guard segment.contains(UInt8(ascii: "%")) else { return String(Substring(segment)) }
        var bytes: [UInt8] = []
        var rest = segment
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(Self.hexDigit), let low = rest.popFirst().flatMap(Self.hexDigit)
            else { throw .malformedTarget }
            bytes.append(high << 4 | low)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformedTarget }
        return text
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}
