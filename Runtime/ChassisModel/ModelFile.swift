/// The bytes of a model file, mapped into memory where the system can: what is never looked at is never read.
///
/// It is a collection like an array of bytes, and a part of it (`prefix`, `dropFirst`, a range of indices) is a
/// `ModelFile` as well, which keeps the indices and copies nothing. The memory is given back when the last part is
/// gone. Whoever wants Foundation's `Data` writes `Data(file)`, which is a copy.
///
/// The file must not be cut while it is in use; in an image no file is.
public struct ModelFile: RandomAccessCollection, Sendable {
    /// The index of the first byte.
    public let startIndex: Int
    /// The index after the last byte.
    public let endIndex: Int

    private let memory: FileMemory

    /// Bytes that come from no file, for the tests of a model.
    public init(_ bytes: [UInt8]) {
        self.init(FileMemory(copying: bytes))
    }

    /// All of `memory`.
    init(_ memory: FileMemory) {
        self.memory = memory
        startIndex = 0
        endIndex = memory.bytes.count
    }

    private init(part range: Range<Int>, of memory: FileMemory) {
        self.memory = memory
        startIndex = range.lowerBound
        endIndex = range.upperBound
    }

    /// The byte at `index`, which must be one of the indices.
    public subscript(index: Int) -> UInt8 {
        precondition(indices.contains(index), "the index is not within the file")
        return memory.bytes[index]
    }

    /// The part of the file at `range`, which must be within the indices.
    public subscript(range: Range<Int>) -> ModelFile {
        precondition(startIndex <= range.lowerBound && range.upperBound <= endIndex, "the range is not within the file")
        return ModelFile(part: range, of: memory)
    }

    /// Calls `body` with the bytes, which are valid until it returns.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(memory) {} }
        return try body(UnsafeRawBufferPointer(rebasing: memory.bytes[startIndex..<endIndex]))
    }

    /// As ``withUnsafeBytes(_:)``, for the algorithms of the standard library.
    public func withContiguousStorageIfAvailable<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result? {
        try withUnsafeBytes { try $0.withMemoryRebound(to: UInt8.self, body) }
    }
}
