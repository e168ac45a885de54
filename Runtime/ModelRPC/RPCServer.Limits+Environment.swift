public import ModelHost
public import RPCServer

extension RPCServer.Limits {
    /// What a client may send before it must wait for the server to have read it. The default of 64 KiB would stop
    /// and start a message of some MiB a hundred times.
    private static let defaultWindowBytes = 8 << 20

    /// What the variables that start with `prefix` say, such as `OMI_MAX_CONNECTIONS`.
    /// - Parameter defaultMessageBytes: the largest request message unless it is set.
    /// - Throws: ``RuntimeEnvironmentError`` when one of them is malformed.
    public init(
        _ environment: RuntimeEnvironment, prefix: String, messageBytes defaultMessageBytes: Int
    ) throws(RuntimeEnvironmentError) {
        self.init()
        // A protobuf message is never larger than 2 GiB.
        messageBytes = try environment.integer(
            "\(prefix)_MAX_MESSAGE_BYTES", in: 1...Int(Int32.max), default: defaultMessageBytes)
        messageBytesName = "\(prefix)_MAX_MESSAGE_BYTES"
        heldBytes = try environment.integer(
            "\(prefix)_MAX_HELD_BYTES", in: 1...Int.max, default: 4 * messageBytes)
        compressesAnswers = try environment.flag("\(prefix)_COMPRESSION", default: false)
        connections = try environment.integer(
            "\(prefix)_MAX_CONNECTIONS", in: 1...1_000_000, default: connections)
        callsPerConnection = try environment.integer(
            "\(prefix)_MAX_CALLS", in: 1...100_000, default: callsPerConnection)
        headerBytes = try environment.integer(
            "\(prefix)_MAX_HEADER_BYTES", in: 1024...65536, default: headerBytes)
        windowBytes = Self.defaultWindowBytes
        prefaceTimeout = try environment.duration("\(prefix)_HEADER_TIMEOUT", default: prefaceTimeout)
        receiveTimeout = try environment.duration("\(prefix)_READ_TIMEOUT", default: receiveTimeout)
        sendTimeout = try environment.duration("\(prefix)_WRITE_TIMEOUT", default: sendTimeout)
        idleTimeout = try environment.duration("\(prefix)_IDLE_TIMEOUT", default: .seconds(600)).unlessZero
        keepaliveTime = try environment.duration("\(prefix)_KEEPALIVE_TIME", default: .seconds(60)).unlessZero
        keepaliveTimeout = try environment.duration("\(prefix)_KEEPALIVE_TIMEOUT", default: keepaliveTimeout)
    }
}

extension Duration {
    /// Zero is how the environment says that there is no limit.
    fileprivate var unlessZero: Duration? { self > .zero ? self : nil }
}
