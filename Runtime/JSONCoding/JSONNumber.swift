/// A number type.
protocol JSONNumber: JSONScalar {
    /// The number at `position`, which was checked and ends before `end`; the position moves behind it. Nil when the
    /// type cannot hold it.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int, end: Int) -> Self?
}

extension JSONNumber {
    static func decode(_ node: JSONNode, in document: JSONDocument) throws(ScalarFailure) -> Self {
        guard node.kind == .number else { throw node.kind == .null ? .null : .mismatch }
        return try document.bytes.withUnsafeBufferPointer { bytes throws(ScalarFailure) in
            var position = node.start
            guard let number = parse(bytes, at: &position, end: node.end) else {
                throw unfit(bytes, node.start, node.end)
            }
            return number
        }
    }

    /// Tensors come this way: the loop allocates nothing but the array.
    static func decode(elementsOf array: JSONValue, in document: JSONDocument) throws(ElementFailure) -> [Self] {
        guard array.node.kind == .numbers else { return try decode(eachOf: array, in: document) }
        return try document.bytes.withUnsafeBufferPointer { bytes throws(ElementFailure) in
            var numbers: [Self] = []
            numbers.reserveCapacity(Int(array.node.count))
            let end = array.node.end - 1
            var position = array.node.start + 1
            while true {
                while position < end, bytes[position] <= 0x20 || bytes[position] == UInt8(ascii: ",") { position += 1 }
                guard position < end else { return numbers }
                let start = position
                guard let number = parse(bytes, at: &position, end: end) else {
                    throw ElementFailure(index: numbers.count, failure: unfit(bytes, start, position))
                }
                numbers.append(number)
            }
        }
    }

    private static func unfit(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> ScalarFailure {
        .unfit(.number(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)))
    }
}

// MARK: - Floating point

/// A type of numbers with a binary point.
protocol JSONFloat: JSONNumber, BinaryFloatingPoint, LosslessStringConvertible {
    /// The nearest number of this type, or infinity.
    init(_ number: Double)
}

extension JSONFloat {
    @inline(__always)
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int, end: Int) -> Self? {
        let start = position
        let decimal = DecimalNumber(parsing: bytes, at: &position, end: end)
        if let nearest = decimal.nearest(significandBits: significandBitCount + 1) {
            let number = Self(nearest)
            return number.isFinite ? number : nil
        }
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
        // The standard library rounds correctly, whatever the locale. A number so small that nothing is left of it is
        // refused, as `JSONDecoder` refuses it.
        guard let number = Self(text), number.isFinite, number != 0 || decimal.isZero else { return nil }
        return number
    }

    func write(to text: inout [UInt8]) -> Bool {
        guard isFinite else { return false }
        var digits = description
        if digits.hasSuffix(".0") { digits.removeLast(2) }
        text += digits.utf8
        return true
    }
}

extension Double: JSONFloat {}
extension Float: JSONFloat {}

// MARK: - Integers

/// A type of whole numbers.
protocol JSONInteger: JSONNumber, FixedWidthInteger {}

extension JSONInteger {
    @inline(__always)
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int, end: Int) -> Self? {
        let start = position
        let decimal = DecimalNumber(parsing: bytes, at: &position, end: end)
        guard !decimal.isTooLong, decimal.exponent == 0 else {
            return parseSlowly(UnsafeBufferPointer(rebasing: bytes[start..<position]))
        }
        return decimal.isNegative ? Self(exactly: -Int128(decimal.digits)) : Self(exactly: decimal.digits)
    }

    /// A number with a fraction, an exponent, or very many digits, which may still be whole: `1.0`, `25e-1e1`.
    private static func parseSlowly(_ number: UnsafeBufferPointer<UInt8>) -> Self? {
        let decimal = LongDecimalNumber(number)
        guard let magnitude = decimal.wholeMagnitude else { return nil }
        guard decimal.isNegative else { return Self(exactly: magnitude) }
        // The lowest number has no positive counterpart.
        return magnitude == UInt128(1) << 127
            ? Self(exactly: Int128.min) : Int128(exactly: magnitude).flatMap { Self(exactly: -$0) }
    }

    func write(to text: inout [UInt8]) -> Bool {
        text += description.utf8
        return true
    }
}

extension Int: JSONInteger {}
extension Int8: JSONInteger {}
extension Int16: JSONInteger {}
extension Int32: JSONInteger {}
extension Int64: JSONInteger {}
extension Int128: JSONInteger {}
extension UInt: JSONInteger {}
extension UInt8: JSONInteger {}
extension UInt16: JSONInteger {}
extension UInt32: JSONInteger {}
extension UInt64: JSONInteger {}
extension UInt128: JSONInteger {}
