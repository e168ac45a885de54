extension RegistryStub {
    /// One thing that goes wrong with a request; several may go wrong with one.
    public enum Fault: Sendable {
        /// This answer, after the request's body was read and thrown away; the registry does nothing.
        case answer(Answer)
        /// This answer as soon as the head is there; then the connection is closed, with the body unread.
        case answerEarly(Answer)
        /// The connection is closed once this many bytes of the request's body were taken.
        case dropAfterRequestBytes(Int)
        /// Only this many bytes of an upload's body are taken; the rest is read and lost, and `Range` says so.
        case takeOnly(Int)
        /// The registry does nothing before the gate is open.
        case hold(Gate)

        /// The registry does its work, and answers this all the same.
        case workThenAnswer(Answer)
        /// The registry does its work, and does not answer before the gate is open.
        case workThenHold(Gate)
        /// The registry does its work, and closes the connection.
        case workThenDrop

        /// Another status.
        case status(Int)
        /// Another value of a header of the answer; nil: no such header.
        case header(String, String?)
        /// Another way to write `Location`.
        case location(LocationStyle)
        /// Another body, with the right `Content-Length`.
        case body([UInt8])
        /// A body of this many zeros, which is sent as fast as it is read.
        case zeros(Int)
        /// Only the first bytes of the body, with the `Content-Length` that is right for them.
        case shortenBody(to: Int)
        /// One byte of the body is another.
        case corruptByte(at: Int)
        /// The body is compressed.
        case gzip
        /// A `Content-Length` that the body does not have; the connection is closed after the answer.
        case contentLength(Int)
        /// The connection is closed after this many bytes of the answer's body.
        case dropAfterResponseBytes(Int)
        /// The answer comes this much later; for tests of time limits, `hold` for all others.
        case delay(Duration)
    }
}
