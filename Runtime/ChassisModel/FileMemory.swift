#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Memory that holds the bytes of a file, and is given back with the last reference.
///
/// It is never written to after it was made, and so may be read from any thread.
final class FileMemory: @unchecked Sendable {
    /// What the system said when a file could not be read.
    struct Failure: Error {
        let code: Int32

        var reason: String { String(cString: strerror(code)) }
    }

    /// Valid as long as this object.
    let bytes: UnsafeRawBufferPointer
    private let isMapped: Bool

    /// The contents of the file at `path`.
    init(ofFile path: String) throws(Failure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(code: errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw Failure(code: EISDIR) }
        if let mapped = Self.map(descriptor, status) {
            bytes = mapped
            isMapped = true
        } else {
            bytes = Self.copy(of: try Self.contents(of: descriptor))
            isMapped = false
        }
    }

    /// A copy of `bytes`.
    init(copying bytes: [UInt8]) {
        self.bytes = Self.copy(of: bytes)
        isMapped = false
    }

    deinit {
        if isMapped {
            munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        } else {
            bytes.deallocate()
        }
    }

    /// A mapping of the whole file; nil when it has no size (a pipe, a file of `/proc`, an empty file) or its file
    /// system cannot map.
    private static func map(_ descriptor: Int32, _ status: stat) -> UnsafeRawBufferPointer? {
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return nil }
        let size = Int(status.st_size)
        let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
        return start == MAP_FAILED ? nil : UnsafeRawBufferPointer(start: start, count: size)
    }

    /// Everything up to the end of the file.
    private static func contents(of descriptor: Int32) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(code: errno) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    private static func copy(of bytes: [UInt8]) -> UnsafeRawBufferPointer {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
        copy.copyBytes(from: bytes)
        return UnsafeRawBufferPointer(copy)
    }
}
