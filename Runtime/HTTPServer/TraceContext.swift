/// The place of a request in its caller's trace ([W3C Trace Context](https://www.w3.org/TR/trace-context/)).
///
/// It is passed on as it came: into logs and, as `traceparent`, into the answer. No span of our own is made up.
public struct TraceContext: Sendable, Equatable {
    /// `traceparent`: version, trace, span and flags.
    public let parent: String
    /// `tracestate`, what vendors add to it.
    public let state: String?

    /// A context, if `parent` is well formed (§3.2); a `state` without a parent is dropped, as §3.3 asks.
    public init?(parent: String?, state: String?) {
        guard let parent, Self.isWellFormed(parent) else { return nil }
        self.parent = parent
        self.state = state
    }

    private static func isWellFormed(_ parent: String) -> Bool {
        let bytes = Array(parent.utf8.prefix(256))
        guard bytes.count >= 55, parent.utf8.count <= 256 else { return false }
        let fields = [0..<2, 3..<35, 36..<52, 53..<55]
        guard fields.allSatisfy({ bytes[$0].allSatisfy(isLowercaseHex) }),
            [2, 35, 52].allSatisfy({ bytes[$0] == dash })
        else { return false }
        let hasNumbers = [fields[1], fields[2]].allSatisfy { bytes[$0].contains { $0 != UInt8(ascii: "0") } }
        let version = bytes[fields[0]]
        // Version 255 is none, and a later version than 0 may go on after another dash.
        guard hasNumbers, !version.elementsEqual("ff".utf8) else { return false }
        return bytes.count == 55 || (!version.elementsEqual("00".utf8) && bytes[55] == dash)
    }

    private static let dash = UInt8(ascii: "-")

    private static func isLowercaseHex(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
