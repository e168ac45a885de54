public import ChassisModel

/// A named tensor of a request or an answer.
public struct Tensor: Sendable, Equatable {
    /// The name of the input or output.
    public var name: String
    /// The type of its elements.
    public var datatype: TensorDatatype
    /// The size of its dimensions.
    public var shape: TensorShape
    /// What the elements of a BYTES tensor are, as MLServer names it: `base64`, `str` for text, or nothing.
    public var contentType: String?
    /// Its elements: as many as the shape has, of the datatype.
    public var data: TensorData

    /// A tensor whose parts fit each other.
    public init(
        name: String, datatype: TensorDatatype, shape: TensorShape, contentType: String? = nil, data: TensorData
    ) {
        self.name = name
        self.datatype = datatype
        self.shape = shape
        self.contentType = contentType
        self.data = data
    }
}

/// The elements of a tensor, in the order in which the last dimension varies fastest, in the form in which they came.
///
/// Numbers stay in that form for as long as they can: from a request in JSON to a model that reads JSON, and from its
/// answer to an answer in JSON, no digit is read.
public enum TensorData: Sendable, Equatable {
    /// Numbers or booleans as JSON has them, with commas between them (and white space around them), without brackets.
    case text([UInt8])
    /// Numbers or booleans in their binary form, little-endian, one after the other.
    case raw([UInt8])
    /// Elements of BYTES that came as strings of JSON: UTF-8.
    case strings([[UInt8]])
    /// Elements of BYTES that came as bytes.
    case bytes([[UInt8]])

    /// The elements of BYTES; nil for any other datatype.
    public var elements: [[UInt8]]? {
        switch self {
        case .strings(let elements), .bytes(let elements): elements
        case .text, .raw: nil
        }
    }
}
