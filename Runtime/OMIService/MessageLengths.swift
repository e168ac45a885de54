/// Reads the lengths of gRPC messages off a stream of bytes that arrives in pieces of any size.
///
/// Each message has a prefix of five bytes: one that tells whether it is compressed, then its length as a big-endian
/// number. See https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#requests
struct MessageLengths {
    private static let prefixLength = 5

    /// What has arrived of the prefix of the message that comes next.
    private var prefix: [UInt8] = []
    /// How many bytes of the current message are still to come.
    private var remaining = 0

    /// Reads the next piece of the stream.
    /// - Returns: the length of the first message longer than `limit`, as soon as its prefix is complete; nil when this
    ///   piece completes no such prefix. Nothing is to be read after a length was returned.
    mutating func firstLonger(than limit: Int, in piece: some RandomAccessCollection<UInt8>) -> Int? {
        var rest = piece[...]
        while true {
            let passed = min(remaining, rest.count)
            remaining -= passed
            rest = rest.dropFirst(passed)
            let head = rest.prefix(Self.prefixLength - prefix.count)
            prefix += head
            rest = rest.dropFirst(head.count)
            guard remaining == 0, prefix.count == Self.prefixLength else { return nil }
            let length = prefix.dropFirst().reduce(0) { $0 << 8 | Int($1) }
            guard length <= limit else { return length }
            remaining = length
            prefix = []
        }
    }
}
