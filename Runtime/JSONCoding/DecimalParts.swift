/// What Foundation's `Decimal` encodes by itself: `mantissa` × 10^`exponent`.
struct DecimalParts: Encodable {
    let exponent: Int
    /// How many words of the mantissa count.
    let length: Int
    let isNegative: Bool
    /// Whether the mantissa has no zeros at its end.
    let isCompact: Bool
    /// Words of 16 bits, the lowest first.
    let mantissa: [UInt16]

    /// The parts of `number`.
    init(_ number: LongDecimalNumber) {
        let words = (0..<8).map { UInt16(truncatingIfNeeded: number.digits >> ($0 * 16)) }
        exponent = number.exponent
        length = words.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
        isNegative = number.isNegative && length > 0  // a negative zero would be read as NaN
        isCompact = true
        mantissa = words
    }
}
