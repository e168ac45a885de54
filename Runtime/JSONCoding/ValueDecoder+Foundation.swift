// `Data`, `URL` and `Decimal` stand in JSON as a string or a number. `Data` is made of its bytes, as any such collection
// is; the others decode by themselves from an object, and are offered one.

extension ValueDecoder {
    /// The `Data` of the base64 text `value`.
    func data(from value: JSONValue, as type: Any.Type, key: (any CodingKey)?) throws -> Any? {
        guard value.node.kind != .null else { throw Self.valueNotFound(type, path(to: key)) }
        let text = try decode(scalar: String.self, from: value, key: key)
        guard let bytes = Base64.decode(text.utf8) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: path(to: key), debugDescription: "the string is not base64"))
        }
        func data<Bytes: RangeReplaceableCollection<UInt8>>(_ type: Bytes.Type) -> Any { Bytes(bytes) }
        return (type as? any RangeReplaceableCollection<UInt8>.Type).map { data($0) }
    }

    /// The decoder of what a `URL` encodes by itself: the string as its relative part, and no base.
    func urlDecoder(of value: JSONValue, as type: Any.Type, key: (any CodingKey)?) throws -> ValueDecoder {
        switch value.node.kind {
        case .string, .escapedString: break
        case .null: throw Self.valueNotFound(type, path(to: key))
        default: throw decodingError(.mismatch, String.self, value, path(to: key))
        }
        let text = run.document.bytes[value.node.start..<value.node.end]
        return try substitute(#"{"relative":"#.utf8 + text + "}".utf8, key: key)
    }

    /// The decoder of what a `Decimal` encodes by itself: an exponent of ten and up to eight words of 16 bits.
    func decimalDecoder(of value: JSONValue, as type: Any.Type, key: (any CodingKey)?) throws -> ValueDecoder {
        switch value.node.kind {
        case .number: break
        case .null: throw Self.valueNotFound(type, path(to: key))
        default: throw decodingError(.mismatch, type, value, path(to: key))
        }
        let text = run.document.bytes[value.node.start..<value.node.end]
        let number = text.withUnsafeBufferPointer { LongDecimalNumber($0) }
        guard -128...127 ~= number.exponent else {
            throw decodingError(.unfit(.number(String(decoding: text, as: UTF8.self))), type, value, [])
        }
        return try substitute(JSON.encode(DecimalParts(number)), key: key)
    }

    /// The decoder of `json`, which is known to be JSON, in the place of the value under `key`.
    private func substitute(_ json: some Sequence<UInt8>, key: (any CodingKey)?) throws -> ValueDecoder {
        let document = try JSONDocument(Array(json))
        return ValueDecoder(run: DecodingRun(document: document), value: document.root, parent: self, key: key)
    }
}
