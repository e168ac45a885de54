import HTTPServer
import NIOCore
import NIOHTTP1

/// Puts the answer of a prediction into the CloudEvent that answers the request's.
struct EventAnswer {
    let settings: EventSettings
    let stamp: EventStamp

    /// A structured event with `body`, which is JSON, under `data`.
    /// - Parameter attributes: members of the request's event to take over, each `"key":value`.
    func structured(_ body: ByteBuffer, attributes: [[UInt8]]) -> HTTPResponse {
        var event = ByteBuffer()
        event.reserveCapacity(body.readableBytes + 256 + attributes.reduce(0) { $0 + $1.count + 1 })
        event.writeStaticString(#"{"specversion":"1.0","id":"#)
        event.writeJSONString(Array(stamp.id.utf8))
        event.writeStaticString(#","source":"#)
        event.writeJSONString(Array(settings.source.utf8))
        event.writeStaticString(#","type":"#)
        event.writeJSONString(Array(settings.type.utf8))
        event.writeStaticString(#","time":"#)
        event.writeJSONString(Array(stamp.time.utf8))
        for attribute in settings.merges ? attributes : [] {
            event.writeStaticString(",")
            event.writeBytes(attribute)
        }
        event.writeStaticString(#","data":"#)
        event.writeImmutableBuffer(body)
        event.writeStaticString("}")
        return HTTPResponse(status: .ok, contentType: "application/cloudevents+json", body: event)
    }

    /// `body` as it is, with the event in headers.
    /// - Parameter request: the headers of the request, of which those of its event may be taken over.
    func binary(_ body: ByteBuffer, request: HTTPHeaders) -> HTTPResponse {
        var headers = [
            HTTPResponse.Header(name: "ce-specversion", value: "1.0"),
            HTTPResponse.Header(name: "ce-id", value: stamp.id),
            HTTPResponse.Header(name: "ce-source", value: Self.encoded(settings.source)),
            HTTPResponse.Header(name: "ce-type", value: Self.encoded(settings.type)),
            HTTPResponse.Header(name: "ce-time", value: stamp.time),
        ]
        for (name, value) in settings.merges ? request : [:] where EventForm.isAttribute(name) {
            let name = name.lowercased()
            if !headers.contains(where: { $0.name == name }) { headers.append(.init(name: name, value: value)) }
        }
        return HTTPResponse(status: .ok, headers: headers, body: body)
    }

    /// The value of an attribute as a header has it (HTTP binding §3.1.3.2): what is not printable ASCII, the quote and
    /// the percent sign are percent-encoded.
    static func encoded(_ value: String) -> String {
        var bytes: [UInt8] = []
        for byte in value.utf8 {
            if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "%") {
                bytes.append(byte)
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                bytes += Array("%\(byte < 16 ? "0" : "")\(hex)".utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
