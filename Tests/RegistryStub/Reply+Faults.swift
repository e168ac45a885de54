import NIOCore

extension Reply {
    /// The answer after the faults that change what it says, in their order.
    func changed(by faults: [RegistryStub.Fault], for request: Request, addresses: Addresses) -> Reply {
        faults.reduce(into: self) { reply, fault in
            switch fault {
            case .workThenAnswer(let answer): reply = Reply(answer)
            case .status(let status): reply.status = status
            case .header(let name, let value):
                reply.headers.remove(name: name)
                if let value { reply.headers.add(name: name, value: value) }
            case .location(let style):
                guard let location = reply.headers.first(name: "location") else { return }
                let rewritten = style.rewritten(location, for: request, addresses: addresses)
                reply.headers.replaceOrAdd(name: "Location", value: rewritten)
            case .body(let bytes): reply.body = .bytes(ByteBuffer(bytes: bytes))
            case .zeros(let count): reply.body = .zeros(count)
            case .shortenBody(let count): reply.shorten(to: count)
            case .corruptByte(let offset): reply.corrupt(at: offset)
            case .gzip: reply.gzip()
            case .contentLength(let length): reply.headers.replaceOrAdd(name: "Content-Length", value: "\(length)")
            case .answer, .answerEarly, .dropAfterRequestBytes, .takeOnly, .hold, .workThenHold, .workThenDrop,
                .dropAfterResponseBytes, .delay:
                break
            }
        }
    }

    mutating func gzip() {
        guard case .bytes(let bytes) = body else { return }
        body = .bytes(StoredGzip.wrapping(bytes))
        headers.add(name: "Content-Encoding", value: "gzip")
    }

    private mutating func shorten(to count: Int) {
        switch body {
        case .bytes(let bytes): body = .bytes(bytes.getSlice(at: 0, length: min(count, bytes.readableBytes)) ?? bytes)
        case .zeros(let old): body = .zeros(min(count, old))
        }
    }

    private mutating func corrupt(at offset: Int) {
        guard case .bytes(var bytes) = body, let byte: UInt8 = bytes.getInteger(at: bytes.readerIndex + offset) else {
            return
        }
        bytes.setInteger(byte ^ 0x20, at: bytes.readerIndex + offset)
        body = .bytes(bytes)
    }
}
