import LayerArchive
public import SystemPackage

/// Something that goes into a layer, of which a ``CompressionProbe`` reads pieces.
public enum ProbeInput: Sendable {
    /// A file with as many bytes.
    case file(FilePath, byteCount: Int64)
    /// What is in memory.
    case bytes([UInt8])

    var byteCount: Int64 {
        switch self {
        case .file(_, let byteCount): byteCount
        case .bytes(let bytes): Int64(bytes.count)
        }
    }

    /// Up to `count` bytes from `offset` on; fewer when a file has become shorter, which the layer itself will notice.
    func read(_ count: Int, at offset: Int64) throws(ArchiveError) -> [UInt8] {
        switch self {
        case .bytes(let bytes): return Array(bytes[Int(offset)...].prefix(count))
        case .file(let path, _):
            do {
                return try Self.read(path, count, at: offset)
            } catch {
                throw .unreadable(path, error as? Errno ?? .ioError)
            }
        }
    }

    private static func read(_ path: FilePath, _ count: Int, at offset: Int64) throws -> [UInt8] {
        // Opening a pipe would otherwise wait for somebody to write into it.
        let file = try FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec])
        return try file.closeAfter {
            try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                while filled < count {
                    let room = UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<count])
                    let read = try file.read(fromAbsoluteOffset: offset + Int64(filled), into: room)
                    if read == 0 { return }
                    filled += read
                }
            }
        }
    }
}
