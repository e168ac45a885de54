import ChassisModel

extension TensorDatatype {
    /// How many bytes an element takes in the binary form; nil for BYTES, whose elements say so themselves.
    var byteCount: Int? {
        switch self {
        case .bool, .uint8, .int8: 1
        case .uint16, .int16, .fp16, .bf16: 2
        case .uint32, .int32, .fp32: 4
        case .uint64, .int64, .fp64: 8
        case .bytes: nil
        }
    }

    /// Whether JSON and the typed contents of gRPC have no form for it.
    var isBinaryOnly: Bool { self == .fp16 || self == .bf16 }

    /// Whether the elements are whole numbers.
    var isInteger: Bool {
        switch self {
        case .uint8, .uint16, .uint32, .uint64, .int8, .int16, .int32, .int64: true
        case .bool, .fp16, .fp32, .fp64, .bf16, .bytes: false
        }
    }
}
