public import ChassisClient

/// What a server answered.
public struct PredictionResult: Hashable, Sendable {
    /// Who answered.
    public let address: ServerAddress
    /// The answer: over HTTP the body as it came, over gRPC `{"outputs":{NAME:VALUE}}`.
    public let json: [UInt8]
    /// The outputs that are not in ``json``, because a folder was asked for them.
    public let files: [OutputFile]
    /// How long each call took, connecting not counted for any but the first.
    public let durations: [Duration]
}

/// An output in bytes of its own.
public struct OutputFile: Hashable, Sendable {
    /// The name in its folder: nothing else than a name, whatever the server says.
    public let name: String
    /// The contents.
    public let bytes: [UInt8]
}
