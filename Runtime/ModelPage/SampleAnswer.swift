import ChassisModel

/// What a model answered to its sample.
struct SampleAnswer {
    /// The bytes of each declared output.
    var outputs: NamedBytes
    /// JSON; nil of a model that does not explain, or did not explain this.
    var explanation: [UInt8]?
}
