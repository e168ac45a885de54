/// What all calls of a server share.
struct RPCService: Sendable {
    /// By `/service/method`.
    let handlers: [String: RPCHandler]
    let limits: RPCServer.Limits
    let observer: RPCObserver?
    let held: HeldBytes

    init(handlers: [String: RPCHandler], limits: RPCServer.Limits, observer: RPCObserver?) {
        self.handlers = handlers
        self.limits = limits
        self.observer = observer
        held = HeldBytes(limit: limits.heldBytes)
    }

    /// A reader of the messages of one request.
    func reader(encoding: MessageEncoding = .identity) -> MessageReader {
        MessageReader(sizeLimit: limits.messageBytes, limitName: limits.messageBytesName, encoding: encoding)
    }
}
