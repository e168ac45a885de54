/// Metrics as text that Prometheus reads: the text-based format, version 0.0.4.
///
/// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
public struct Exposition: Sendable {
    /// What the `Content-Type` header of an answer says.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The text so far, in UTF-8.
    public private(set) var bytes: [UInt8] = []

    /// No text.
    public init() {}

    /// The two lines before the samples of a metric.
    /// - Parameter kind: `counter`, `gauge` or `histogram`.
    mutating func family(_ name: String, help: String, kind: String) {
        bytes += "# HELP \(name) ".utf8
        write(help, escapingQuotes: false)
        bytes += "\n# TYPE \(name) \(kind)\n".utf8
    }

    /// One line: a name, its labels and a whole number.
    mutating func sample(_ name: String, _ labels: [Label], _ value: some BinaryInteger) {
        sample(name, labels, text: "\(value)")
    }

    /// One line: a name, its labels and a number.
    mutating func sample(_ name: String, _ labels: [Label], _ value: Double) {
        sample(name, labels, text: Self.text(value))
    }

    /// A number as Go and Prometheus read it; whole ones without a fraction.
    static func text(_ value: Double) -> String {
        if let whole = Int(exactly: value), abs(whole) < 1 << 53 { return "\(whole)" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return value.isNaN ? "NaN" : "\(value)"
    }

    private mutating func sample(_ name: String, _ labels: [Label], text: String) {
        bytes += name.utf8
        var separator = UInt8(ascii: "{")
        for label in labels {
            bytes.append(separator)
            bytes += "\(label.name)=\"".utf8
            write(label.value, escapingQuotes: true)
            bytes.append(UInt8(ascii: "\""))
            separator = UInt8(ascii: ",")
        }
        if !labels.isEmpty { bytes.append(UInt8(ascii: "}")) }
        bytes += " \(text)\n".utf8
    }

    /// A backslash and a line feed are escaped everywhere, a quote within a label's value only.
    private mutating func write(_ text: String, escapingQuotes: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
            case UInt8(ascii: "\n"): bytes += #"\n"#.utf8
            case UInt8(ascii: "\"") where escapingQuotes: bytes += #"\""#.utf8
            default: bytes.append(byte)
            }
        }
    }
}
