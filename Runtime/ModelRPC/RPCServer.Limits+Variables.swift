public import ModelHost
public import RPCServer

extension RPCServer.Limits {
    /// The variables that start with `prefix`, in the order in which they are documented.
    /// - Parameter messageBytes: the largest request message unless it is set.
    public static func documentedVariables(prefix: String, messageBytes: Int) -> [DocumentedVariable] {
        [
            DocumentedVariable(
                "\(prefix)_MAX_MESSAGE_BYTES", default: "\(messageBytes)", unit: "bytes",
                "the size of a request message, inflated; a larger one is RESOURCE_EXHAUSTED"),
            DocumentedVariable(
                "\(prefix)_MAX_HELD_BYTES", default: "4 × \(prefix)_MAX_MESSAGE_BYTES", unit: "bytes",
                "the size of requests held by all calls together; a call beyond is RESOURCE_EXHAUSTED"),
            DocumentedVariable(
                "\(prefix)_MAX_CONNECTIONS", default: "1000", unit: "connections",
                "connections at a time; one more takes the place of the longest idle, or is closed when all have calls"),
            DocumentedVariable(
                "\(prefix)_MAX_CALLS", default: "128", unit: "calls",
                "calls at a time on one connection; clients wait"),
            DocumentedVariable(
                "\(prefix)_MAX_HEADER_BYTES", default: "16384", unit: "bytes",
                "the size of the metadata of a call, from 1024 to 65536"),
            DocumentedVariable(
                "\(prefix)_HEADER_TIMEOUT", default: "20", unit: "seconds",
                "how long until a new connection must speak HTTP/2"),
            DocumentedVariable(
                "\(prefix)_READ_TIMEOUT", default: "60", unit: "seconds",
                "how long between two pieces of a request; then it is CANCELLED"),
            DocumentedVariable(
                "\(prefix)_WRITE_TIMEOUT", default: "300", unit: "seconds",
                "how long until a client has read its answer; then the call is reset"),
            DocumentedVariable(
                "\(prefix)_IDLE_TIMEOUT", default: "600", unit: "seconds",
                "how long without a call after which a connection is ended with GOAWAY; 0 is never"),
            DocumentedVariable(
                "\(prefix)_KEEPALIVE_TIME", default: "60", unit: "seconds",
                "of silence after which a client is asked by a PING whether it is there; 0 is never"),
            DocumentedVariable(
                "\(prefix)_KEEPALIVE_TIMEOUT", default: "20", unit: "seconds",
                "how long it may take to answer; then its connection is closed"),
            DocumentedVariable(
                "\(prefix)_COMPRESSION", default: "off", unit: "on, off",
                "gzip for answers of 8 KiB or more, to clients that take it"),
        ]
    }
}
