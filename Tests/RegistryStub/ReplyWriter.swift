import NIOCore
import NIOHTTP1

/// Writes one answer, after the faults that concern it.
struct ReplyWriter {
    private static let pieceBytes = 256 << 10

    let request: Request
    let plan: Plan
    let state: SharedState
    /// True: the request's body is not read yet. The connection is then closed for writing only, since an answer is
    /// lost on its way to a client whose bytes nobody reads any more.
    let isEarly: Bool

    func write(_ reply: Reply, channel: any Channel) {
        let waits = plan.faults.compactMap { wait($0, on: channel.eventLoop) }
        EventLoopFuture.andAllSucceed(waits, on: channel.eventLoop).whenSuccess { send(reply, channel: channel) }
    }

    private func wait(_ fault: RegistryStub.Fault, on eventLoop: any EventLoop) -> EventLoopFuture<Void>? {
        switch fault {
        case .workThenHold(let gate): gate.passage(on: eventLoop)
        case .delay(let duration): eventLoop.scheduleTask(in: TimeAmount(duration)) {}.futureResult
        default: nil
        }
    }

    private func send(_ honest: Reply, channel: any Channel) {
        for case .workThenDrop in plan.faults { return channel.close(promise: nil) }
        let addresses = state.withLock { $0.addresses }
        let reply = honest.changed(by: plan.faults, for: request, addresses: addresses)
        state.withLock { $0.changeLog(plan.number) { $0.status = reply.status } }
        var head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: reply.headers)
        if !head.headers.contains(name: "content-length") {
            head.headers.add(name: "Content-Length", value: "\(reply.body.count)")
        }
        if isEarly { head.headers.add(name: "Connection", value: "close") }
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        let hasBody = request.method != "HEAD" && ![204, 304].contains(reply.status)
        let end = End(dropsAfter: dropAfterBytes, closes: isLying(head, reply))
        sendPieces(hasBody ? reply.body : .zeros(0), left: end.dropsAfter ?? .max, end: end, channel: channel)
    }

    private struct End {
        let dropsAfter: Int?
        let closes: Bool
    }

    private var dropAfterBytes: Int? {
        for case .dropAfterResponseBytes(let count) in plan.faults { return count }
        return nil
    }

    private func isLying(_ head: HTTPResponseHead, _ reply: Reply) -> Bool {
        head.headers.first(name: "content-length") != "\(reply.body.count)"
    }

    /// Sends a piece when the one before has gone.
    private func sendPieces(_ body: Reply.Body, left: Int, end: End, channel: any Channel) {
        let count = min(body.count, left, Self.pieceBytes)
        guard count > 0 else { return finish(end, channel: channel) }
        let (piece, rest) = body.split(at: count)
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(piece))).whenSuccess {
            sendPieces(rest, left: left - count, end: end, channel: channel)
        }
    }

    private func finish(_ end: End, channel: any Channel) {
        if end.dropsAfter != nil {
            channel.flush()
            return channel.close(promise: nil)
        }
        channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in
            if end.closes { channel.close(promise: nil) } else if isEarly { channel.close(mode: .output, promise: nil) }
        }
    }
}
