import AsyncHTTPClient
import NIOCore

extension RegistryResponse {
    /// The body in the pieces in which it comes.
    var pieces: Pieces { Pieces(body: body) }

    /// A body whose errors are sorted as those of a request are.
    struct Pieces: AsyncSequence {
        let body: HTTPClientResponse.Body

        func makeAsyncIterator() -> Iterator { Iterator(base: body.makeAsyncIterator()) }

        struct Iterator: AsyncIteratorProtocol {
            var base: HTTPClientResponse.Body.AsyncIterator

            mutating func next() async throws -> ByteBuffer? {
                do {
                    return try await base.next()
                } catch {
                    if Task.isCancelled { throw CancellationError() }
                    throw TransportError.sorting(error)
                }
            }
        }
    }
}
