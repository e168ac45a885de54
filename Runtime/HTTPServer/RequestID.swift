import NIOCore

/// What names one request in logs, here and elsewhere: the client's `X-Request-Id`, or one made up.
public enum RequestID: Sendable, Equatable, CustomStringConvertible {
    /// The client's.
    case given(String)
    /// Ours: 128 random bits.
    case made(UInt64, UInt64)

    /// The longest of a client; a UUID has 36 bytes.
    private static let lengthMax = 128

    /// The client's `value`, or nil when it is empty, too long, or not visible ASCII.
    init?(given value: String) {
        guard (1...Self.lengthMax).contains(value.utf8.count), value.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self = .given(value)
    }

    /// As it stands in `X-Request-Id`; a made one is 32 hexadecimal digits.
    public var description: String {
        var buffer = ByteBuffer()
        write(to: &buffer)
        return String(buffer: buffer)
    }

    /// Writes the description.
    func write(to buffer: inout ByteBuffer) {
        switch self {
        case .given(let id): buffer.writeString(id)
        case .made(let high, let low):
            buffer.writeHex(high)
            buffer.writeHex(low)
        }
    }
}

extension ByteBuffer {
    /// Writes 16 hexadecimal digits.
    fileprivate mutating func writeHex(_ number: UInt64) {
        var digits = SIMD16<UInt8>()
        for index in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * index)) & 15
            digits[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        }
        writeWithUnsafeMutableBytes(minimumWritableBytes: 16) { space in
            space.storeBytes(of: digits, as: SIMD16<UInt8>.self)
            return 16
        }
    }
}
