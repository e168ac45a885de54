import NIOCore
import NIOHPACK
import Testing

@testable import RPCClient

@Suite struct AnswerReaderTests {
    private func reader() -> AnswerReader {
        var reader = AnswerReader(bytesMax: 8)
        #expect(reader.receive([":status": "200", "content-type": "application/grpc+proto"], endsStream: false) == nil)
        return reader
    }

    @Test func `a message may come in any pieces`() {
        let framed = ScriptedCall.framed([1, 2, 3, 4])
        for size in 1...framed.count {
            var reader = reader()
            for start in stride(from: 0, to: framed.count, by: size) {
                let piece = ByteBuffer(bytes: framed[start..<min(start + size, framed.count)])
                #expect(reader.receive(piece, endsStream: false) == nil)
            }
            #expect(
                reader.receive(["grpc-status": "0"], endsStream: true) == .success(ByteBuffer(bytes: [1, 2, 3, 4])))
        }
    }

    @Test func `an empty message is a message`() {
        var reader = reader()
        #expect(reader.receive(ByteBuffer(bytes: [0, 0, 0, 0, 0]), endsStream: false) == nil)
        #expect(reader.receive(["grpc-status": "0"], endsStream: true) == .success(ByteBuffer()))
    }

    @Test(arguments: [
        (
            ScriptedCall.framed([1], flag: 1),
            RPCClientError.malformedAnswer(reason: "its message is compressed, which was not asked for")
        ),
        (ScriptedCall.framed([1]) + [0], .malformedAnswer(reason: "it has more than one message")),
        (ScriptedCall.framed(Array(repeating: 0, count: 9)), .answerTooLarge(bytesMax: 8)),
        ([0, 0xFF, 0xFF, 0xFF, 0xFF], .answerTooLarge(bytesMax: 8)),
    ])
    func `what is no message is refused as soon as it shows`(bytes: [UInt8], error: RPCClientError) {
        var reader = reader()
        #expect(reader.receive(ByteBuffer(bytes: bytes), endsStream: false) == .failure(error))
    }

    @Test func `an answer must be complete`() {
        var cutOff = reader()
        #expect(cutOff.receive(ByteBuffer(bytes: [0, 0, 0, 0, 2, 1]), endsStream: false) == nil)
        #expect(
            cutOff.receive(["grpc-status": "0"], endsStream: true)
                == .failure(.malformedAnswer(reason: "its message is cut off")))
        var ended = reader()
        #expect(
            ended.receive(ByteBuffer(bytes: ScriptedCall.framed([1])), endsStream: true)
                == .failure(.malformedAnswer(reason: "it ends without a status")))
        var wrongStatus = reader()
        #expect(
            wrongStatus.receive(["grpc-status": "fine"], endsStream: true)
                == .failure(.malformedAnswer(reason: "its status \"fine\" is no number")))
        var bodyFirst = AnswerReader(bytesMax: 8)
        #expect(
            bodyFirst.receive(ByteBuffer(bytes: [0]), endsStream: false)
                == .failure(.malformedAnswer(reason: "it begins without headers")))
    }

    @Test func `headers before the final ones are passed over`() {
        var reader = AnswerReader(bytesMax: 8)
        #expect(reader.receive([":status": "103"], endsStream: false) == nil)
        #expect(
            reader.receive([":status": "200", "grpc-status": "1"], endsStream: true)
                == .failure(.status(.cancelled, message: "")))
    }

    @Test(arguments: [
        ("plain", "plain"), ("a%20b", "a b"), ("%E2%82%AC", "€"), ("100%", "100%"), ("%zz%4", "%zz%4"), ("%c3%a9", "é"),
    ])
    func `messages are percent-decoded, and malformed ones shown as they are`(encoded: String, text: String) {
        #expect(String(percentDecoding: encoded) == text)
    }

    @Test(arguments: [
        (Duration.nanoseconds(5), "5n"), (.milliseconds(40), "40000000n"), (.milliseconds(100), "100000u"),
        (.seconds(1), "1000000u"), (.seconds(60), "60000000u"), (.seconds(100), "100000m"),
        (.seconds(99_999_999), "99999999S"), (.seconds(100_000_000), "27778H"), (.seconds(-1), "0n"),
        (.nanoseconds(100_000_001), "100001u"),
        (Duration(secondsComponent: .max, attosecondsComponent: 0), "99999999H"),
    ])
    func `a timeout has at most eight digits and is never shorter than it was`(duration: Duration, text: String) {
        #expect(duration.grpcTimeout == text)
    }
}
