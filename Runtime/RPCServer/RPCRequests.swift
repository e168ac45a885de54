public import NIOCore
import Synchronization

/// The messages that a client sends in one call, in their order; it ends when the client has sent its last. Read by one
/// task, once.
public struct RPCRequests: AsyncSequence, Sendable {
    /// The bytes of a message, without gRPC's prefix and not compressed.
    public typealias Element = ByteBuffer

    private let messages: AsyncThrowingStream<ByteBuffer, any Error>
    private let waiting: WaitingBytes

    /// The messages, and where they are put.
    static func make(countLimit: Int, held: HeldBytes) -> (requests: RPCRequests, inbox: Inbox) {
        let (messages, continuation) = AsyncThrowingStream.makeStream(
            of: ByteBuffer.self, bufferingPolicy: .bufferingOldest(countLimit))
        let waiting = WaitingBytes(held)
        return (RPCRequests(messages: messages, waiting: waiting), Inbox(messages: continuation, waiting: waiting))
    }

    /// The messages from the first that was not read yet.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(messages: messages.makeAsyncIterator(), waiting: waiting)
    }

    /// Takes one message after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var messages: AsyncThrowingStream<ByteBuffer, any Error>.AsyncIterator
        fileprivate let waiting: WaitingBytes

        /// The next message, or nil after the last.
        /// - Throws: when the call ends before the client has sent its last message.
        public mutating func next() async throws -> ByteBuffer? {
            let message = try await messages.next()
            waiting.remove(message?.readableBytes ?? 0)
            return message
        }
    }

    /// Where the connection puts the messages.
    struct Inbox {
        fileprivate let messages: AsyncThrowingStream<ByteBuffer, any Error>.Continuation
        fileprivate let waiting: WaitingBytes

        /// Adds a message.
        /// - Throws: ``RPCStatus`` when there are so many, or so large ones, that no more may wait.
        func add(_ message: ByteBuffer) throws(RPCStatus) {
            try waiting.add(message.readableBytes)
            guard case .enqueued(let room) = messages.yield(message), room > 0 else {
                throw RPCStatus(.resourceExhausted, "messages arrive faster than they are read")
            }
        }

        /// There are no more; `error` says that the call ended before the last.
        func finish(throwing error: (any Error)? = nil) {
            messages.finish(throwing: error)
            if error != nil { waiting.close() }
        }
    }
}

/// The part of a server's ``HeldBytes`` that waits to be read in one call.
private final class WaitingBytes: Sendable {
    private let held: HeldBytes
    /// nil when the call has ended, and what it holds is no longer counted.
    private let count = Mutex<Int?>(0)

    init(_ held: HeldBytes) {
        self.held = held
    }

    func add(_ bytes: Int) throws(RPCStatus) {
        count.withLock { if let count = $0 { $0 = count + bytes } }
        guard held.change(by: bytes) else { throw held.status }
    }

    func remove(_ bytes: Int) {
        let isCounted = count.withLock { count in
            guard let old = count else { return false }
            count = old - bytes
            return true
        }
        if isCounted { _ = held.change(by: -bytes) }
    }

    func close() {
        if let rest = count.withLock({ $0.take() }) { _ = held.change(by: -rest) }
    }
}
