import NIOCore
import NIOHPACK

/// What is known of a call beside its messages.
public struct RPCCall: Sendable {
    /// When the client stops waiting; the task of the call is cancelled then.
    public let deadline: ContinuousClock.Instant?
    /// What the call is known by in the client's logs: its `x-request-id`, if it sent one that can be repeated.
    public let requestID: String?

    private let headers: HPACKHeaders
    private let address: SocketAddress?

    init(_ head: RequestHead, headers: HPACKHeaders, address: SocketAddress?) {
        deadline = head.timeout.map { ContinuousClock.now + $0 }
        requestID = head.requestID
        self.headers = headers
        self.address = address
    }

    /// The client's address, for logs.
    public var peer: String { address?.description ?? "unknown" }

    /// The first value that the client sent under `name`, which is lowercase.
    public func metadata(_ name: String) -> String? { headers.first(name: name) }
}
