/// Why a file of weights cannot be used. Every case names the file; ``description`` says what to do.
public enum SafetensorsError: Error, Equatable, CustomStringConvertible {
    /// The file ends before its header does.
    case truncatedHeader(path: String, expectedBytes: UInt64, foundBytes: Int)
    /// The header claims to be larger than the format allows: this is another kind of file.
    case headerTooLarge(path: String, bytes: UInt64, maxBytes: UInt64)
    /// The header is not the JSON object that the format describes.
    case malformedHeader(path: String, reason: String)
    /// There is no tensor of this name.
    case missingTensor(path: String, tensor: String, found: [String])
    /// The numbers are of another type than `F32`.
    case unsupportedType(path: String, tensor: String, type: String)
    /// The tensor has another shape than the network needs.
    case wrongShape(path: String, tensor: String, expected: [Int], found: [Int])
    /// The tensor's bytes reach beyond the end of the file.
    case outOfBounds(path: String, tensor: String, offsets: [Int], dataBytes: Int)
    /// The tensor's bytes are too few or too many for its shape.
    case wrongSize(path: String, tensor: String, expectedBytes: Int, foundBytes: Int)

    /// What is wrong, in which file, and what to do.
    public var description: String {
        switch self {
        case .truncatedHeader(let path, let expected, let found):
            "\(path): expected \(expected) bytes of header, found \(found); the file is cut off, copy it again"
        case .headerTooLarge(let path, let bytes, let max):
            "\(path): a header of \(bytes) bytes, at most \(max) are allowed; this is not a safetensors file"
        case .malformedHeader(let path, let reason):
            "\(path): the header cannot be read: \(reason); write the file again with train/train.py"
        case .missingTensor(let path, let tensor, let found):
            "\(path): no tensor \(tensor), only \(found.joined(separator: ", ")); \(Self.retrain)"
        case .unsupportedType(let path, let tensor, let type):
            "\(path): tensor \(tensor) is of type \(type), expected F32; \(Self.retrain)"
        case .wrongShape(let path, let tensor, let expected, let found):
            "\(path): tensor \(tensor) has the shape \(found), expected \(expected); \(Self.retrain)"
        case .outOfBounds(let path, let tensor, let offsets, let dataBytes):
            "\(path): tensor \(tensor) is at \(offsets) of \(dataBytes) bytes; the file is cut off, copy it again"
        case .wrongSize(let path, let tensor, let expected, let found):
            "\(path): tensor \(tensor) has \(found) bytes, expected \(expected); \(Self.retrain)"
        }
    }

    private static let retrain = "use the file that train/train.py writes for this version"
}
