import ChassisModel

/// Named tensors in one file, in the [safetensors format](https://github.com/huggingface/safetensors#format): the
/// length of the header in 8 bytes, the header in JSON, and the numbers of all tensors.
///
/// Of the number types only `F32` is read. Everything a file says about itself is checked before it is used.
struct SafetensorsFile {
    /// The limit of the format's own library.
    static let headerBytesMax: UInt64 = 100_000_000
    private static let lengthBytes = 8

    private let path: String
    private let tensors: [String: SafetensorsHeader.Tensor]
    /// The numbers of all tensors.
    private let numbers: ModelFile

    /// Reads the header of a file.
    /// - Parameter path: names the file in errors; nothing is read from there.
    init(_ contents: ModelFile, path: String) throws(SafetensorsError) {
        guard contents.count >= Self.lengthBytes else {
            throw .truncatedHeader(path: path, expectedBytes: UInt64(Self.lengthBytes), foundBytes: contents.count)
        }
        let length = contents.prefix(Self.lengthBytes).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= Self.headerBytesMax else {
            throw .headerTooLarge(path: path, bytes: length, maxBytes: Self.headerBytesMax)
        }
        let rest = contents.dropFirst(Self.lengthBytes)
        guard rest.count >= length else {
            throw .truncatedHeader(path: path, expectedBytes: length, foundBytes: rest.count)
        }
        do {
            tensors = try SafetensorsHeader(rest.prefix(Int(length))).tensors
        } catch {
            throw .malformedHeader(path: path, reason: "\(error)")
        }
        self.path = path
        numbers = rest.dropFirst(Int(length))
    }

    /// The numbers of the tensor `name`, the last dimension varying fastest.
    /// - Throws: ``SafetensorsError`` unless it exists, is of type `F32` and has exactly this shape.
    func tensor(_ name: String, shape: [Int]) throws(SafetensorsError) -> [Float] {
        guard let tensor = tensors[name] else {
            throw .missingTensor(path: path, tensor: name, found: tensors.keys.sorted())
        }
        guard tensor.dtype == "F32" else { throw .unsupportedType(path: path, tensor: name, type: tensor.dtype) }
        guard tensor.shape == shape else {
            throw .wrongShape(path: path, tensor: name, expected: shape, found: tensor.shape)
        }
        let bytes = try bytes(of: tensor, name: name)
        let expectedBytes = shape.reduce(MemoryLayout<Float>.size, *)
        guard bytes.count == expectedBytes else {
            throw .wrongSize(path: path, tensor: name, expectedBytes: expectedBytes, foundBytes: bytes.count)
        }
        // The header may have any length, so the numbers may have any alignment.
        return bytes.withUnsafeBytes { raw in
            stride(from: 0, to: raw.count, by: MemoryLayout<Float>.size).map { offset in
                Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            }
        }
    }

    private func bytes(of tensor: SafetensorsHeader.Tensor, name: String) throws(SafetensorsError) -> ModelFile {
        let offsets = tensor.offsets
        guard offsets.count == 2, 0 <= offsets[0], offsets[0] <= offsets[1], offsets[1] <= numbers.count else {
            throw .outOfBounds(path: path, tensor: name, offsets: offsets, dataBytes: numbers.count)
        }
        return numbers.dropFirst(offsets[0]).prefix(offsets[1] - offsets[0])
    }
}
