import ImageAssembly

/// What goes up with a request; it can be opened any number of times.
struct RequestBody: Sendable {
    let content: Blob.Content
    /// The part of the content that is sent.
    let range: Range<Int64>
    /// Hears how many bytes of the range have been handed to the connection, counted from the range's start.
    var sent: (@Sendable (Int64) -> Void)?

    var length: Int64 { range.upperBound - range.lowerBound }

    static func bytes(_ bytes: [UInt8]) -> RequestBody {
        RequestBody(content: .bytes(bytes), range: 0..<Int64(bytes.count))
    }
}
