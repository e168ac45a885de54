import ModelHost
import RPCServer

/// What the environment says about the OMI server, and the limits that it does not say.
struct OMISettings {
    /// The TCP port; 0 lets the system choose.
    let port: Int
    /// The largest request message in bytes.
    let maxMessageBytes: Int

    /// Modzy's first server took 250 MiB; this is the next power of two.
    static let defaultMaxMessageBytes = 256 << 20
    /// More calls at a time than the thread pool of any client has; a client holds further calls back.
    static let maxCallsPerConnection = 128
    /// What a client may send before it must wait for the server to have read it. The default of 64 KiB would stop
    /// and start a message of some MiB a hundred times.
    static let windowBytes = 8 << 20

    init(_ environment: RuntimeEnvironment) throws(RuntimeEnvironmentError) {
        port = try environment.port("PSC_MODEL_PORT", default: 45000)
        maxMessageBytes = try Self.messageBytes(environment)
    }

    /// What the server takes.
    var limits: RPCServer.Limits {
        var limits = RPCServer.Limits()
        limits.messageBytes = maxMessageBytes
        limits.messageBytesName = "OMI_MAX_MESSAGE_BYTES"
        limits.callsPerConnection = Self.maxCallsPerConnection
        limits.windowBytes = Self.windowBytes
        return limits
    }

    private static func messageBytes(_ environment: RuntimeEnvironment) throws(RuntimeEnvironmentError) -> Int {
        let name = "OMI_MAX_MESSAGE_BYTES"
        guard let text = environment[name] else { return defaultMaxMessageBytes }
        // A protobuf message is never larger than 2 GiB.
        guard let bytes = Int(text), (1...Int(Int32.max)).contains(bytes) else {
            throw .malformed(name: name, value: text, expected: "a number of bytes from 1 to \(Int32.max)")
        }
        return bytes
    }
}
