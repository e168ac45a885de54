import SystemPackage

/// A row of numbers, read one after the other.
struct ELFFields {
    private var rest: ArraySlice<UInt8>
    private let format: ELFFormat
    private let path: FilePath

    init(_ bytes: some Sequence<UInt8>, _ format: ELFFormat, of path: FilePath) {
        rest = ArraySlice(bytes)
        self.format = format
        self.path = path
    }

    /// Two bytes.
    mutating func half() throws(ELFError) -> UInt16 { try integer() }

    /// Four bytes.
    mutating func int() throws(ELFError) -> UInt32 { try integer() }

    /// An address, offset or size, which has 4 or 8 bytes. One that is beyond `Int` is beyond any file as well.
    mutating func word() throws(ELFError) -> Int {
        let value = format.is64Bit ? try integer() as UInt64 : UInt64(try integer() as UInt32)
        guard let value = Int(exactly: value) else { throw .truncated(path) }
        return value
    }

    /// An entry's tag, and a value that may be an address of any size.
    mutating func wholeWord() throws(ELFError) -> UInt64 {
        format.is64Bit ? try integer() : UInt64(try integer() as UInt32)
    }

    mutating func skip(_ count: Int) throws(ELFError) {
        guard rest.count >= count else { throw .truncated(path) }
        rest = rest.dropFirst(count)
    }

    private mutating func integer<Value: FixedWidthInteger>() throws(ELFError) -> Value {
        let width = Value.bitWidth / 8
        guard rest.count >= width else { throw .truncated(path) }
        var value: Value = 0
        for index in 0..<width {
            value = value << 8 | Value(rest[rest.startIndex + (format.isLittleEndian ? width - 1 - index : index)])
        }
        rest = rest.dropFirst(width)
        return value
    }
}
