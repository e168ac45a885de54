/// The type of a tensor's elements, by its name in the
/// [Open Inference Protocol](https://github.com/kserve/open-inference-protocol).
public enum TensorDatatype: String, Sendable, CaseIterable {
    /// True or false, in one byte.
    case bool = "BOOL"
    /// Whole numbers from 0.
    case uint8 = "UINT8"
    case uint16 = "UINT16"
    case uint32 = "UINT32"
    case uint64 = "UINT64"
    /// Whole numbers with a sign.
    case int8 = "INT8"
    case int16 = "INT16"
    case int32 = "INT32"
    case int64 = "INT64"
    /// Half precision of IEEE 754. It has no form in JSON.
    case fp16 = "FP16"
    /// Single precision.
    case fp32 = "FP32"
    /// Double precision.
    case fp64 = "FP64"
    /// The upper half of single precision. It has no form in JSON.
    case bf16 = "BF16"
    /// Texts or bytes, each of a length of its own.
    case bytes = "BYTES"
}
