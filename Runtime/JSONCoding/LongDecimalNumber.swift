/// A number as JSON writes it, with more digits than ``DecimalNumber`` holds: ±`digits` × 10^`exponent`.
struct LongDecimalNumber {
    /// Without zeros at its end.
    private(set) var digits: UInt128 = 0
    private(set) var exponent = 0
    let isNegative: Bool
    /// Whether there were more digits than 128 bits hold, and the last ones were dropped.
    private(set) var isCut = false

    /// Reads `number`, which was checked.
    init(_ number: UnsafeBufferPointer<UInt8>) {
        isNegative = number.first == UInt8(ascii: "-")
        var zeros = 0  // that were read, and count only when a digit follows
        var isFraction = false
        var rest = number[...]
        if isNegative { rest.removeFirst() }
        while let byte = rest.popFirst(), byte | 0x20 != UInt8(ascii: "e") {
            if byte == UInt8(ascii: ".") {
                isFraction = true
                continue
            }
            if isFraction { exponent -= 1 }
            zeros += 1
            if byte != UInt8(ascii: "0"), !isCut, append(byte - UInt8(ascii: "0"), afterZeros: zeros - 1) { zeros = 0 }
        }
        exponent = digits == 0 ? 0 : exponent + zeros + Self.exponent(rest)
    }

    /// The number if it is whole and fits, without its sign.
    var wholeMagnitude: UInt128? {
        guard !isCut, exponent >= 0 else { return nil }
        return Self.product(of: digits, tens: exponent)
    }

    /// Whether there was room for another digit.
    private mutating func append(_ digit: UInt8, afterZeros zeros: Int) -> Bool {
        guard let product = digits == 0 ? 0 : Self.product(of: digits, tens: zeros + 1) else {
            isCut = true
            return false
        }
        let (sum, overflows) = product.addingReportingOverflow(UInt128(digit))
        isCut = overflows
        if !overflows { digits = sum }
        return !overflows
    }

    /// `number` × 10^`tens`, unless that is more than 128 bits hold.
    private static func product(of number: UInt128, tens: Int) -> UInt128? {
        guard number > 0 else { return 0 }
        var product = number
        for _ in 0..<tens {
            let (next, overflows) = product.multipliedReportingOverflow(by: 10)
            guard !overflows else { return nil }
            product = next
        }
        return product
    }

    /// The exponent after its `e`; one that no number could have when it is absurdly large.
    private static func exponent(_ text: some Collection<UInt8>) -> Int {
        let digits = text.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        let value = digits.reduce(0) { min($0 * 10 + Int($1 - UInt8(ascii: "0")), 1 << 40) }
        return text.first == UInt8(ascii: "-") ? -value : value
    }
}
