import ChassisModel
import JSONCoding

/// Numbers and booleans between their two forms: JSON with commas, and little-endian bytes.
struct TensorNumbers {
    /// The tensor they are of, which the message of an error names.
    let name: String
    /// Their type; not BYTES.
    let datatype: TensorDatatype

    // MARK: To JSON

    /// The JSON of `raw`, with commas between the numbers, without brackets.
    /// - Throws: ``OpenInferenceError`` for NaN and infinity, which JSON does not have.
    func text(of raw: [UInt8]) throws(OpenInferenceError) -> [UInt8] {
        switch datatype {
        case .bool: joined(raw, UInt8.self) { $1 += $0 == 0 ? "false".utf8 : "true".utf8 }
        case .uint8: integers(raw, UInt8.self)
        case .uint16: integers(raw, UInt16.self)
        case .uint32: integers(raw, UInt32.self)
        case .uint64: integers(raw, UInt64.self)
        case .int8: integers(raw, Int8.self)
        case .int16: integers(raw, Int16.self)
        case .int32: integers(raw, Int32.self)
        case .int64: integers(raw, Int64.self)
        case .fp16: try floats(raw, UInt16.self) { Float(halfPrecision: $0) }
        case .bf16: try floats(raw, UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
        case .fp32: try floats(raw, UInt32.self) { Float(bitPattern: $0) }
        case .fp64: try floats(raw, UInt64.self) { Double(bitPattern: $0) }
        case .bytes: []
        }
    }

    private func integers<Number: FixedWidthInteger>(_ raw: [UInt8], _ type: Number.Type) -> [UInt8] {
        joined(raw, type) { $1 += $0.description.utf8 }
    }

    private func joined<Number: FixedWidthInteger>(
        _ raw: [UInt8], _ type: Number.Type, _ append: (Number, inout [UInt8]) -> Void
    ) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(raw.count / MemoryLayout<Number>.size * 4)
        forEach(raw, type) { index, number in
            if index > 0 { text.append(UInt8(ascii: ",")) }
            append(number, &text)
        }
        return text
    }

    private func floats<Bits: FixedWidthInteger, Number: BinaryFloatingPoint & LosslessStringConvertible>(
        _ raw: [UInt8], _ type: Bits.Type, _ number: (Bits) -> Number
    ) throws(OpenInferenceError) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(raw.count / MemoryLayout<Bits>.size * 8)
        var unfit: (index: Int, number: Number)?
        forEach(raw, type) { index, bits in
            let number = number(bits)
            if !number.isFinite, unfit == nil { unfit = (index, number) }
            if index > 0 { text.append(UInt8(ascii: ",")) }
            Self.append(number, to: &text)
        }
        guard let unfit else { return text }
        throw .invalid("\"\(name)\": element \(unfit.index) is \(unfit.number), which JSON cannot express")
    }

    /// Many tensors hold pixels and counts: small whole numbers need no search for the shortest digits.
    private static func append<Number: BinaryFloatingPoint & LosslessStringConvertible>(
        _ number: Number, to text: inout [UInt8]
    ) {
        if let whole = Int32(exactly: number), whole != 0 || number.sign == .plus {
            text += whole.description.utf8
        } else {
            text += number.description.utf8
        }
    }

    private func forEach<Number: FixedWidthInteger>(
        _ raw: [UInt8], _ type: Number.Type, _ body: (_ index: Int, _ number: Number) -> Void
    ) {
        raw.withUnsafeBytes { bytes in
            for index in 0..<bytes.count / MemoryLayout<Number>.size {
                let offset = index * MemoryLayout<Number>.size
                body(index, Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self)))
            }
        }
    }

    // MARK: From JSON

    /// The bytes of `text`, which is numbers, or booleans for BOOL, with commas between them.
    /// - Throws: ``OpenInferenceError`` for the first number that the type cannot hold, and for the types that have no
    ///   form in JSON.
    func raw(of text: [UInt8]) throws(OpenInferenceError) -> [UInt8] {
        switch datatype {
        case .bool: try values(text, Bool.self).map { $0 ? 1 : 0 }
        case .uint8: try values(text, UInt8.self)
        case .uint16: Self.raw(try values(text, UInt16.self))
        case .uint32: Self.raw(try values(text, UInt32.self))
        case .uint64: Self.raw(try values(text, UInt64.self))
        case .int8: Self.raw(try values(text, Int8.self))
        case .int16: Self.raw(try values(text, Int16.self))
        case .int32: Self.raw(try values(text, Int32.self))
        case .int64: Self.raw(try values(text, Int64.self))
        case .fp32: Self.raw(try values(text, Float.self).map(\.bitPattern))
        case .fp64: Self.raw(try values(text, Double.self).map(\.bitPattern))
        case .fp16, .bf16, .bytes: throw .invalid("\"\(name)\": \(datatype.rawValue) has no numbers in JSON")
        }
    }

    /// Checks that the type can hold each number of `text`. Numbers with a binary point are taken as they are: they are
    /// rounded where they are read.
    func check(_ text: [UInt8]) throws(OpenInferenceError) {
        if datatype.isInteger { _ = try raw(of: text) }
    }

    private static func raw<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
        var raw: [UInt8] = []
        raw.reserveCapacity(numbers.count * MemoryLayout<Number>.size)
        for number in numbers { withUnsafeBytes(of: number.littleEndian) { raw += $0 } }
        return raw
    }

    private func values<Value: Decodable>(_ text: [UInt8], _ type: Value.Type) throws(OpenInferenceError) -> [Value] {
        let json = [UInt8(ascii: "[")] + text + [UInt8(ascii: "]")]
        do {
            return try JSON.decode([Value].self, from: json)
        } catch {
            throw unfit(text, type)
        }
    }

    /// The error of the first element that is no `type`; the decoder does not tell which one that is.
    private func unfit<Value: Decodable>(_ text: [UInt8], _ type: Value.Type) -> OpenInferenceError {
        for (index, element) in text.split(separator: UInt8(ascii: ",")).enumerated() {
            let isFit = (try? JSON.decode(Value.self, from: Array(element))) != nil  // which is all we want to know
            guard !isFit else { continue }
            let number = String(decoding: element.filter { $0 > 0x20 }, as: UTF8.self)
            return .invalid("\"\(name)\": element \(index) is \(number), which \(datatype.rawValue) cannot hold")
        }
        return .invalid("\"\(name)\": an element does not fit \(datatype.rawValue)")
    }
}

extension Float {
    /// The number that `bits` are in half precision (IEEE 754 binary16): a sign, 5 bits of exponent, 10 of fraction.
    init(halfPrecision bits: UInt16) {
        let sign = UInt32(bits >> 15) << 31
        let (exponent, fraction) = (UInt32(bits >> 10) & 0x1F, UInt32(bits) & 0x3FF)
        switch exponent {
        case 0:
            // Below the normal range: the fraction counts units of 2⁻²⁴, which single precision has as normal numbers.
            let magnitude = Float(fraction) * 0x1p-24
            self = sign == 0 ? magnitude : -magnitude
        case 0x1F: self = Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default: self = Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}
