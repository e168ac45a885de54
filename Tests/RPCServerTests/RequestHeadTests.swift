import NIOHPACK
import Testing

@testable import RPCServer

@Suite struct RequestHeadTests {
    private static let complete: HPACKHeaders = [
        ":method": "POST", ":path": "/S/M", ":scheme": "http", "content-type": "application/grpc+proto",
    ]

    private static func headers(_ changes: [(String, String?)]) -> HPACKHeaders {
        var headers = complete
        for (name, value) in changes {
            headers.remove(name: name)
            if let value { headers.add(name: name, value: value) }
        }
        return headers
    }

    @Test func `a call has a path and no time limit of its own`() throws {
        let head = try RequestHead(Self.complete)
        #expect(head.path == "/S/M")
        #expect(head.timeout == nil)
    }

    @Test(arguments: [(":method", "GET", 405), ("content-type", "application/json", 415)])
    func `what is no gRPC is refused with a status of HTTP`(name: String, value: String, status: Int) {
        #expect(throws: RequestHead.Rejection.http(status: status)) {
            _ = try RequestHead(Self.headers([(name, value)]))
        }
    }

    @Test func `a request without a content type is refused`() {
        #expect(throws: RequestHead.Rejection.http(status: 415)) {
            _ = try RequestHead(Self.headers([("content-type", nil)]))
        }
    }

    @Test(arguments: [("identity", MessageEncoding.identity), ("gzip", .gzip), ("deflate", .deflate)])
    func `an encoding that is known is taken`(name: String, encoding: MessageEncoding) throws {
        #expect(try RequestHead(Self.headers([("grpc-encoding", name)])).encoding == encoding)
    }

    @Test(arguments: ["snappy", "GZIP", "", "gzip,deflate"])
    func `another encoding is not implemented`(name: String) {
        let error = #expect(throws: RequestHead.Rejection.self) {
            _ = try RequestHead(Self.headers([("grpc-encoding", name)]))
        }
        #expect(
            error
                == .rpc(
                    RPCStatus(
                        .unimplemented,
                        "messages encoded with \(name) are not taken, only identity,deflate,gzip")))
    }

    @Test(arguments: [
        ("gzip", true), ("identity,gzip", true), ("identity, deflate, gzip", true), ("identity", false),
        ("xgzip", false),
        ("", false), (nil, false),
    ])
    func `gzip is accepted when it is named`(value: String?, accepts: Bool) throws {
        #expect(try RequestHead(Self.headers([("grpc-accept-encoding", value)])).acceptsGzip == accepts)
    }

    @Test(arguments: [
        ("7f3a-1", "7f3a-1"), ("", nil), ("two words", nil), ("ü", nil), (String(repeating: "x", count: 128), "same"),
        (String(repeating: "x", count: 129), nil),
    ])
    func `a request id is taken when it can be repeated`(value: String, id: String?) throws {
        let head = try RequestHead(Self.headers([("x-request-id", value)]))
        #expect(head.requestID == (id == "same" ? value : id))
    }

    @Test(arguments: [
        ("1H", Duration.seconds(3600)), ("2M", .seconds(120)), ("3S", .seconds(3)), ("4m", .milliseconds(4)),
        ("5u", .microseconds(5)), ("6n", .nanoseconds(6)), ("99999999S", .seconds(99_999_999)), ("0n", .zero),
    ])
    func `a timeout is digits and a unit`(text: String, duration: Duration) throws {
        #expect(try RequestHead(Self.headers([("grpc-timeout", text)])).timeout == duration)
    }

    @Test(arguments: ["", "S", "1", "-1S", "+1S", "1.5S", "100000000S", "1 S", "1s", "१S"])
    func `any other timeout is an invalid argument`(text: String) {
        let error = #expect(throws: RequestHead.Rejection.self) {
            _ = try RequestHead(Self.headers([("grpc-timeout", text)]))
        }
        guard case .rpc(let status) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(status.code == .invalidArgument)
    }

    @Test(arguments: [
        ("plain", "plain"), ("a%b", "a%25b"), ("zwölf\n", "zw%C3%B6lf%0A"), ("", ""),
    ])
    func `a message is percent encoded`(message: String, encoded: String) {
        #expect(RPCStatus(.unknown, message).encodedMessage == encoded)
    }

    @Test func `a message of any length fits into a header`() {
        let status = RPCStatus(.unknown, String(repeating: "ü", count: 100_000))
        #expect(status.encodedMessage.utf8.count <= 3 * 2048)
    }
}
