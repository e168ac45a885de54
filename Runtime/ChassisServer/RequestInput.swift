#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A process's standard input, read to its end as one request.
struct RequestInput {
    /// Why there is no request.
    enum Failure: Error, Equatable, CustomStringConvertible {
        case unreadable(reason: String)
        case tooLarge(byteCountMax: Int)

        var description: String {
            switch self {
            case .unreadable(let reason): "standard input cannot be read: \(reason)"
            case .tooLarge(let limit): "standard input has more than \(limit) bytes, which is the limit"
            }
        }
    }

    /// The descriptor to read; it stays open.
    let descriptor: Int32
    /// The largest request, in bytes: 48 MB of inputs, which is what the build tool sends at most, in base64.
    var byteCountMax = 64 << 20

    /// The file at `path` in place of standard input; nil when it is not there and that is fine. A file that cannot be
    /// opened is found to be unreadable by ``bytes()``.
    init?(openingFile path: String, ifThere isOptional: Bool) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, isOptional, errno == ENOENT { return nil }
        self.init(descriptor: descriptor)
    }

    /// A request from an open descriptor.
    init(descriptor: Int32, byteCountMax: Int = 64 << 20) {
        self.descriptor = descriptor
        self.byteCountMax = byteCountMax
    }

    /// All bytes up to the end; the descriptor is closed.
    consuming func bytesThenClose() throws(Failure) -> [UInt8] {
        defer { close(descriptor) }
        return try bytes()
    }

    /// All bytes up to the end.
    func bytes() throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
            guard count > 0 else { return bytes }
            guard bytes.count + count <= byteCountMax else { throw .tooLarge(byteCountMax: byteCountMax) }
            bytes += buffer[..<count]
        }
    }
}
