/// The headers with which uploads and downloads count bytes.
enum ByteRangeHeader {
    /// The end of `0-1023`, inclusive, as the `Range` of an upload has it; `bytes=0-1023` is understood as well. Nil
    /// when the header is something else, or does not begin at 0.
    static func uploadedEnd(_ value: String) -> Int64? {
        var text = value.filter { !$0.isWhitespace }[...]
        for prefix in ["bytes=", "bytes:"] where text.hasPrefix(prefix) { text = text.dropFirst(prefix.count) }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "0", let end = Int64(parts[1]), end >= 0, end < .max else { return nil }
        return end
    }

    /// The first byte and the total of `bytes 100-199/200`, as the `Content-Range` of a download has it; the total is
    /// nil when the server writes `*`.
    static func downloaded(_ value: String) -> (start: Int64, total: Int64?)? {
        let words = value.split { " /".contains($0) }
        guard words.count == 3, words[0].lowercased() == "bytes" else { return nil }
        let ends = words[1].split(separator: "-")
        guard ends.count == 2, let start = Int64(ends[0]), Int64(ends[1]) != nil else { return nil }
        return (start, Int64(words[2]))
    }
}
