/// What is done with a request once its head is there.
struct Plan {
    /// Where the body goes.
    enum Sink: Equatable {
        case nowhere
        case memory
        case session(String)
    }

    /// The number of the request in the log.
    let number: Int
    let faults: [RegistryStub.Fault]
    var sink = Sink.nowhere
    /// True: an upload takes the body once it is whole.
    var holdsBody = false
    /// The answer, when it is known before the body.
    var reply: Reply?
    /// True: the answer is sent now, and the connection closed.
    var isEarly = false

    /// The number of body bytes after which the connection is closed.
    var dropAfterBytes: Int? {
        for case .dropAfterRequestBytes(let count) in faults { return count }
        return nil
    }

    /// The number of body bytes that are taken.
    var takenBytesMax: Int? {
        for case .takeOnly(let count) in faults { return count }
        return nil
    }
}
