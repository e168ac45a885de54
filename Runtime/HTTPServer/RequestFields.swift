import NIOHTTP1

/// What the headers of a request say to the connection, read in one pass: most of them say nothing to it.
struct RequestFields {
    /// The length declared for the body, or 0; the parser has refused anything that is not a number.
    var contentLength = 0
    /// The client sends the body only when told to go on.
    var expectsContinue = false
    /// The client asks for another protocol.
    var hasUpgrade = false
    var contentEncoding = ContentEncoding.identity
    var requestID: RequestID?
    var trace: TraceContext?

    /// A request without headers.
    init() {}

    init(_ headers: HTTPHeaders) {
        var parent: String?
        var state: String?
        for (name, value) in headers {
            // The length of a name is known, its letters must be compared.
            switch name.utf8.count {
            case 6 where Self.isName(name, "expect"): expectsContinue = value.lowercased() == "100-continue"
            case 7 where Self.isName(name, "upgrade"): hasUpgrade = true
            case 10 where Self.isName(name, "tracestate"): state = state.map { "\($0),\(value)" } ?? value
            case 11 where Self.isName(name, "traceparent"): parent = value
            case 12 where Self.isName(name, "x-request-id"): requestID = RequestID(given: value)
            case 14 where Self.isName(name, "content-length"): contentLength = Int(value) ?? 0
            case 16 where Self.isName(name, "content-encoding"): contentEncoding.add(value)
            default: continue
            }
        }
        if parent != nil { trace = TraceContext(parent: parent, state: state) }
    }

    /// Whether `name` is `expected`, which is in lower case, in any case.
    private static func isName(_ name: String, _ expected: StaticString) -> Bool {
        var index = 0
        let start = expected.utf8Start
        for byte in name.utf8 {
            // Sets the bit by which letters of ASCII differ in case; a dash has it.
            guard index < expected.utf8CodeUnitCount, byte | 0x20 == start[index] else { return false }
            index += 1
        }
        return index == expected.utf8CodeUnitCount
    }
}
