/// The tensor that an input or output is for clients of the Open Inference Protocol (KServe v2).
///
/// The model itself never sees it: it gets and gives the same bytes over every protocol. What is declared here is told
/// in the model's metadata, and tensors of another shape are refused before the model is asked.
public struct TensorSpec: Sendable, Equatable {
    /// The type of the elements. Of an input it is what clients should send; other types of numbers are taken as well.
    public var datatype: TensorDatatype
    /// The size of each dimension, -1 where any size will do.
    ///
    /// When the first is -1 it counts the items of a request: a model that takes 64 numbers declares `[-1, 64]`. When
    /// it is not, the whole tensor is one item.
    public var shape: [Int]

    /// A tensor of `datatype` and `shape`, for example `TensorSpec(.fp32, shape: [-1, 64])`.
    /// - Precondition: there is at least one dimension, and each is -1 or at least 1.
    public init(_ datatype: TensorDatatype, shape: [Int]) {
        precondition(!shape.isEmpty, "a tensor has at least one dimension")
        precondition(shape.allSatisfy { $0 == -1 || $0 >= 1 }, "a dimension is -1 or at least 1")
        self.datatype = datatype
        self.shape = shape
    }

    /// Whether the first dimension counts the items of a request.
    public var isBatched: Bool { shape.first == -1 }
}
