public import ChassisModel

/// What the model's metadata says about an input or output.
public struct TensorMetadata: Sendable, Equatable {
    /// The name of the input or output.
    public let name: String
    /// The type of its elements.
    public let datatype: TensorDatatype
    /// The size of each dimension, -1 where any size will do.
    public let shape: [Int]

    /// What `spec` says about the input or output `name`. When it says nothing: BYTES, an element for each item, which
    /// every model takes; what else it takes and gives, JSON says better than a tensor could.
    init(name: String, spec: TensorSpec?) {
        self.name = name
        datatype = spec?.datatype ?? .bytes
        shape = spec?.shape ?? [-1]
    }
}
