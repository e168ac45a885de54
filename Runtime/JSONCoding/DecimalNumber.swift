/// A number as JSON writes it: ±`digits` × 10^`exponent`.
struct DecimalNumber {
    /// The most digits that always fit `digits`.
    private static let digitCountMax = 19
    /// Beyond it every number is zero or infinite, and adding up more digits could overflow.
    private static let exponentMax = 1 << 40

    private(set) var isNegative = false
    private(set) var digits: UInt64 = 0
    private(set) var exponent = 0
    /// Whether there were more digits than `digits` holds; it is then meaningless.
    private(set) var isTooLong = false

    /// Whether it is zero.
    var isZero: Bool { digits == 0 && !isTooLong }

    /// Reads the number at `position`, which was checked and ends before `end`, and moves the position behind it.
    @inline(__always)
    init(parsing bytes: UnsafeBufferPointer<UInt8>, at position: inout Int, end: Int) {
        if bytes[position] == UInt8(ascii: "-") {
            isNegative = true
            position += 1
        }
        let start = position
        readDigits(bytes, &position, end)
        var digitCount = position - start
        if position < end, bytes[position] == UInt8(ascii: ".") {
            position += 1
            let fraction = position
            readDigits(bytes, &position, end)
            exponent = fraction - position
            digitCount += position - fraction
        }
        if digitCount > Self.digitCountMax {
            isTooLong = digitCount - Self.leadingZeroCount(bytes, from: start) > Self.digitCountMax
        }
        if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") { readExponent(bytes, &position, end) }
    }

    @inline(__always)
    private mutating func readDigits(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ end: Int) {
        while position < end {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { return }
            digits = digits &* 10 &+ UInt64(digit)
            position += 1
        }
    }

    private mutating func readExponent(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ end: Int) {
        position += 1
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative || bytes[position] == UInt8(ascii: "+") { position += 1 }
        var value = 0
        while position < end {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = min(value * 10 + Int(digit), Self.exponentMax)
            position += 1
        }
        exponent += isNegative ? -value : value
    }

    /// How many zeros the digits from `start` on begin with, over the point.
    private static func leadingZeroCount(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var (position, count) = (start, 0)
        while position < bytes.count, bytes[position] == UInt8(ascii: "0") || bytes[position] == UInt8(ascii: ".") {
            if bytes[position] == UInt8(ascii: "0") { count += 1 }
            position += 1
        }
        return count
    }
}

// MARK: - To binary

extension DecimalNumber {
    /// A number that rounds to the nearest one of `significandBits` bits, the even one of two (IEEE 754); nil where this
    /// takes more than one multiplication or division of whole numbers, which is a matter for the standard library.
    ///
    /// All results are within the normal range of `Float` or above it.
    @inline(__always)
    func nearest(significandBits: Int) -> Double? {
        guard !isTooLong, -27...27 ~= exponent else { return nil }
        guard digits > 0 else { return isNegative ? -0.0 : 0 }
        let magnitude: Double
        if let quick = quickMagnitude, significandBits == 53 || !Self.isHalfway(quick, significandBits) {
            magnitude = quick
        } else {
            magnitude = exponent < 0 ? quotient(significandBits) : product(significandBits)
        }
        return isNegative ? -magnitude : magnitude
    }

    /// The nearest `Double` where IEEE 754 rounds just once, because both its operands are exact.
    @inline(__always)
    private var quickMagnitude: Double? {
        guard digits <= 1 << 53, -22...22 ~= exponent else { return nil }
        if exponent == 0 { return Double(digits) }
        let power = Self.powersOfTen[abs(exponent)]
        return exponent < 0 ? Double(digits) / power : Double(digits) * power
    }

    /// Whether `number` may have been rounded to the middle between two numbers of `significandBits`; of any other it
    /// does no harm that it is rounded a second time.
    @inline(__always)
    private static func isHalfway(_ number: Double, _ significandBits: Int) -> Bool {
        let dropped = 53 - significandBits
        return number.bitPattern & (1 << dropped - 1) == 1 << (dropped - 1)
    }

    /// `digits` × 5^`exponent` × 2^`exponent`; the product of the first two has at most 128 bits.
    private func product(_ significandBits: Int) -> Double {
        let product = digits.multipliedFullWidth(by: Self.powersOfFive[exponent])
        guard product.high > 0 else {
            let shift = product.low.leadingZeroBitCount
            return Self.rounded(product.low << shift, isMore: false, exponent - shift, significandBits)
        }
        let shift = product.high.leadingZeroBitCount
        let top = product.high << shift | (shift > 0 ? product.low >> (64 - shift) : 0)
        return Self.rounded(top, isMore: product.low << shift != 0, exponent + 64 - shift, significandBits)
    }

    /// `digits` / 5^-`exponent` × 2^`exponent`, with 63 bits or more of the quotient.
    private func quotient(_ significandBits: Int) -> Double {
        let divisor = Self.powersOfFive[-exponent]
        let (shift, divisorShift) = (digits.leadingZeroBitCount, divisor.leadingZeroBitCount)
        let dividend = digits << shift
        // Halved, so that the quotient fits 64 bits.
        let (quotient, remainder) = (divisor << divisorShift).dividingFullWidth((dividend >> 1, dividend << 63))
        let last = quotient.leadingZeroBitCount
        return Self.rounded(
            quotient << last, isMore: remainder != 0, exponent - 63 - last - shift + divisorShift, significandBits)
    }

    /// `top` × 2^`exponent`, and a little more if `isMore`, rounded; the highest bit of `top` is set.
    private static func rounded(_ top: UInt64, isMore: Bool, _ exponent: Int, _ significandBits: Int) -> Double {
        let dropped = 64 - significandBits
        var significand = top >> dropped
        let (rest, half): (UInt64, UInt64) = (top & (1 << dropped - 1), 1 << (dropped - 1))
        if rest > half || rest == half && (isMore || significand & 1 == 1) { significand += 1 }
        return Double(significand) * Double(sign: .plus, exponent: exponent + dropped, significand: 1)
    }

    private static let powersOfFive: [UInt64] = (0...27).map { (0..<$0).reduce(1) { power, _ in power * 5 } }
    private static let powersOfTen: [Double] = (0...22).map { (0..<$0).reduce(1) { power, _ in power * 10 } }
}
