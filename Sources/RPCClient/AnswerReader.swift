import NIOCore
import NIOHPACK

/// One call's answer as it comes in, without I/O: headers, one message in its frame of five bytes, trailers with the
/// status ([PROTOCOL-HTTP2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), Responses).
///
/// Each step says how the call ended, or nil while it goes on. After its end it is not asked again.
struct AnswerReader {
    typealias Outcome = Result<ByteBuffer, RPCClientError>

    private let bytesMax: Int
    private var hasHeaders = false
    private var buffer = ByteBuffer()
    private static let prefixBytes = 5

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    /// Takes the headers, or the trailers.
    mutating func receive(_ headers: HPACKHeaders, endsStream: Bool) -> Outcome? {
        if !hasHeaders {
            let status = headers.first(name: ":status").flatMap { Int($0) } ?? 0
            if (100..<200).contains(status) { return nil }
            hasHeaders = true
            // A status of gRPC's counts, whatever stands beside it: an answer without a message has it here.
            if headers.contains(name: "grpc-status") { return ended(by: headers) }
            guard status == 200 else {
                return .failure(.status(RPCCode(httpStatus: status), message: "HTTP status \(status)"))
            }
            let type = headers.first(name: "content-type") ?? "nothing"
            guard type.hasPrefix("application/grpc") else {
                return .failure(.notGRPC(found: "HTTP/2 with content of type \(type)"))
            }
            return endsStream ? .failure(.malformedAnswer(reason: "it ends without a status")) : nil
        }
        return endsStream ? ended(by: headers) : .failure(.malformedAnswer(reason: "headers come twice"))
    }

    /// Takes some bytes of the body.
    mutating func receive(_ data: ByteBuffer, endsStream: Bool) -> Outcome? {
        guard hasHeaders else { return .failure(.malformedAnswer(reason: "it begins without headers")) }
        if let failure = append(data) { return .failure(failure) }
        return endsStream ? .failure(.malformedAnswer(reason: "it ends without a status")) : nil
    }

    private mutating func append(_ data: ByteBuffer) -> RPCClientError? {
        if buffer.readableBytes == 0 {
            buffer = data
        } else {
            var data = data
            buffer.writeBuffer(&data)
        }
        guard let length = announcedLength else { return nil }
        guard buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) == 0 else {
            return .malformedAnswer(reason: "its message is compressed, which was not asked for")
        }
        guard length <= bytesMax else { return .answerTooLarge(bytesMax: bytesMax) }
        guard buffer.readableBytes <= length + Self.prefixBytes else {
            return .malformedAnswer(reason: "it has more than one message")
        }
        if buffer.readableBytes < length + Self.prefixBytes {
            // Once, for all that comes: a large answer is not copied whenever the buffer is full.
            buffer.reserveCapacity(minimumWritableBytes: length + Self.prefixBytes - buffer.readableBytes)
        }
        return nil
    }

    private mutating func ended(by trailers: HPACKHeaders) -> Outcome {
        guard let text = trailers.first(name: "grpc-status") else {
            return .failure(.malformedAnswer(reason: "it ends without a status"))
        }
        guard let number = Int(text) else {
            return .failure(.malformedAnswer(reason: "its status \"\(text)\" is no number"))
        }
        let code = RPCCode(rawValue: number) ?? .unknown
        guard code == .ok else {
            let message = trailers.first(name: "grpc-message") ?? ""
            return .failure(.status(code, message: String(percentDecoding: message)))
        }
        guard let length = announcedLength, buffer.readableBytes == length + Self.prefixBytes else {
            return .failure(
                .malformedAnswer(reason: buffer.readableBytes == 0 ? "it has no message" : "its message is cut off"))
        }
        buffer.moveReaderIndex(forwardBy: Self.prefixBytes)
        return .success(buffer)
    }

    private var announcedLength: Int? {
        buffer.getInteger(at: buffer.readerIndex + 1, as: UInt32.self).map(Int.init)
    }
}
