import SystemPackage

/// What the headers of a Linux executable say: for which processor it is, and whether it needs an interpreter.
///
/// See [elf(5)](https://man7.org/linux/man-pages/man5/elf.5.html). Only 64-bit little-endian files are understood,
/// which is what both processors have under Linux.
struct ELFFile: Hashable, Sendable {
    let architecture: Architecture
    /// The dynamic loader that the kernel starts, for example `/lib64/ld-linux-x86-64.so.2`; nil for a static executable.
    let interpreter: String?

    /// The number of bytes from the beginning of a file that are looked at. The linkers in use put the program headers
    /// right behind the file's header, and the interpreter's name right behind those.
    static let headerBytesMax = 65536

    private static let interpreterSegment: UInt32 = 3

    /// Reads the headers of the file at `path`.
    /// - Throws: ``ELFError``.
    init(at path: FilePath) throws(ELFError) {
        let bytes: [UInt8]
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
            bytes = try file.closeAfter {
                try [UInt8](unsafeUninitializedCapacity: Self.headerBytesMax) { buffer, count in
                    count = try file.read(fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))
                }
            }
        } catch {
            throw .unreadable(path, reason: SystemReason(of: error).text)
        }
        try self.init(reading: bytes, of: path)
    }

    /// Reads the headers in `bytes`, the beginning of the file `path`.
    /// - Throws: ``ELFError``.
    init(reading bytes: [UInt8], of path: FilePath) throws(ELFError) {
        guard bytes.starts(with: [0x7F] + Array("ELF".utf8)) else { throw .notELF(path) }
        let header = HeaderBytes(bytes: bytes, path: path)
        let isLittleEndian64 = try header.integer(UInt16.self, at: 4) == 0x0102
        guard isLittleEndian64 else { throw .unsupportedClass(path) }
        switch try header.integer(UInt16.self, at: 18) {
        case 62: architecture = .amd64
        case 183: architecture = .arm64
        case let machine: throw .unsupportedMachine(path, machine)
        }
        let table = try header.offset(at: 32)
        let size = Int(try header.integer(UInt16.self, at: 54))
        let count = Int(try header.integer(UInt16.self, at: 56))
        var interpreter: String?
        for index in 0..<count {
            let segment = table + index * size
            guard try header.integer(UInt32.self, at: segment) == Self.interpreterSegment else { continue }
            interpreter = try header.text(
                at: try header.offset(at: segment + 8), byteCount: try header.offset(at: segment + 32))
        }
        self.interpreter = interpreter
    }
}

/// Fields of the headers; one that lies beyond the bytes at hand makes the file a truncated one.
private struct HeaderBytes {
    let bytes: [UInt8]
    let path: FilePath

    func integer<Value: FixedWidthInteger>(_: Value.Type, at offset: Int) throws(ELFError) -> Value {
        let width = Value.bitWidth / 8
        guard offset >= 0, offset <= bytes.count - width else { throw .truncated(path) }
        return bytes[offset..<offset + width].reversed().reduce(0) { $0 << 8 | Value($1) }
    }

    /// A 64-bit offset or size, which must lie within the bytes.
    func offset(at position: Int) throws(ELFError) -> Int {
        guard let value = Int(exactly: try integer(UInt64.self, at: position)), value <= bytes.count else {
            throw .truncated(path)
        }
        return value
    }

    /// Text that ends with a zero byte.
    func text(at offset: Int, byteCount: Int) throws(ELFError) -> String {
        guard byteCount <= bytes.count - offset else { throw .truncated(path) }
        return String(decoding: bytes[offset..<offset + byteCount].prefix { $0 != 0 }, as: UTF8.self)
    }
}
