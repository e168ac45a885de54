import NIOHTTP1

extension HTTPRequestHead {
    /// The length that the client declares for the body; the parser has refused anything that is not a number.
    var contentLength: Int? {
        headers.first(name: "content-length").flatMap { Int($0) }
    }
}
