import ChassisModel

/// Turns the instances of a request into the named bytes that a model takes.
///
/// What a value may be follows from the first media type that its input declares:
///
/// | input | value in the request |
/// |---|---|
/// | JSON | any JSON, whose bytes are handed on as they stand; `{"b64": "…"}` stands for the decoded bytes |
/// | `text/…` | a string, or `{"b64": "…"}` |
/// | anything else | a string of base64, or `{"b64": "…"}` |
///
/// For a JSON input a string of base64 in which there is an object or an array stands for these as well: clients of
/// Chassis.ml send instances so.
///
/// With one declared input an instance is its value, or an object whose only key is the input's name; that name thus
/// cannot be the only key of an instance that is itself an object. With several inputs an instance is an object with a
/// member for each. Missing and unknown names are left for `ModelHost` to report.
struct ItemReader: Sendable {
    private let inputs: [Input]

    private struct Input: Sendable {
        let name: String
        let form: Form
    }

    private enum Form: Sendable {
        case json, text, bytes

        init(_ mediaType: MediaType) {
            self = mediaType.isJSON ? .json : mediaType.isText ? .text : .bytes
        }
    }

    /// A reader for a model that declares `inputs`.
    init(_ inputs: [ModelInput]) {
        self.inputs = inputs.map { Input(name: $0.name, form: Form($0.mediaTypes.first ?? .json)) }
    }

    /// The items that `request` asks predictions for; its ranges are of `body`.
    /// - Throws: ``KServeError/badInstance(index:_:)`` for the first instance that cannot be read.
    func items(of request: PredictRequest, in body: UnsafeRawBufferPointer) throws(KServeError) -> [NamedBytes] {
        var items: [NamedBytes] = []
        let count = request.count
        items.reserveCapacity(count)
        for index in 0..<count {
            do throws(InstanceProblem) {
                items.append(try item(at: index, of: request, in: body))
            } catch {
                throw .badInstance(index: count > 1 ? index : nil, error)
            }
        }
        return items
    }

    private func item(
        at index: Int, of request: PredictRequest, in body: UnsafeRawBufferPointer
    ) throws(InstanceProblem) -> NamedBytes {
        switch request {
        case .rows(let rows):
            return try instance(rows[index], in: body)
        case .columns(let columns):
            var item: NamedBytes = [:]
            for column in columns { item[column.name] = try value(column.values[index], in: body, named: column.name) }
            return item
        }
    }

    private func instance(
        _ range: Range<Int>, in body: UnsafeRawBufferPointer
    ) throws(InstanceProblem) -> NamedBytes {
        if inputs.count == 1 {
            let input = inputs[0]
            let wrapped = onlyMember(of: range, in: body, named: input.name)
            return [input.name: try bytes(of: wrapped ?? range, in: body, for: input)]
        }
        guard body[range.lowerBound] == UInt8(ascii: "{") else { throw .expectedObject(inputs.map(\.name)) }
        var item: NamedBytes = [:]
        for (name, range) in members(of: range, in: body) {
            guard item[name] == nil else { throw .duplicateInput(name) }
            item[name] = try value(range, in: body, named: name)
        }
        return item
    }

    private func value(
        _ range: Range<Int>, in body: UnsafeRawBufferPointer, named name: String
    ) throws(InstanceProblem) -> [UInt8] {
        guard let input = inputs.first(where: { $0.name == name }) else { return Array(body[range]) }
        return try bytes(of: range, in: body, for: input)
    }

    private func bytes(
        of range: Range<Int>, in body: UnsafeRawBufferPointer, for input: Input
    ) throws(InstanceProblem) -> [UInt8] {
        if let encoded = onlyMember(of: range, in: body, named: "b64"), isString(encoded, in: body) {
            return try decodedBase64(encoded, in: body, for: input)
        }
        switch input.form {
        case .json: return encodedDocument(range, in: body) ?? Array(body[range])
        case .text:
            guard isString(range, in: body) else { throw .expectedString(input: input.name) }
            return JSONString.text(body, range)
        case .bytes:
            guard isString(range, in: body) else { throw .expectedBase64(input: input.name) }
            return try decodedBase64(range, in: body, for: input)
        }
    }

    /// The JSON that the value at `range` holds as base64, or nil: words, numbers and dates are no base64 of an object
    /// or an array.
    private func encodedDocument(_ range: Range<Int>, in body: UnsafeRawBufferPointer) -> [UInt8]? {
        // Nearly every other string is known by its first letter: these two begin the base64 of `[` and `{`.
        guard range.count > 4, isString(range, in: body),
            [UInt8(ascii: "W"), UInt8(ascii: "e")].contains(body[range.lowerBound + 1]),
            let bytes = JSONString.base64(body, range)
        else { return nil }
        switch (bytes.first, bytes.last) {
        case (UInt8(ascii: "["), UInt8(ascii: "]")), (UInt8(ascii: "{"), UInt8(ascii: "}")): return bytes
        default: return nil
        }
    }

    private func decodedBase64(
        _ range: Range<Int>, in body: UnsafeRawBufferPointer, for input: Input
    ) throws(InstanceProblem) -> [UInt8] {
        guard let bytes = JSONString.base64(body, range) else { throw .malformedBase64(input: input.name) }
        if input.form == .text, String(validating: bytes, as: UTF8.self) == nil {
            throw .expectedString(input: input.name)
        }
        return bytes
    }

    private func isString(_ range: Range<Int>, in body: UnsafeRawBufferPointer) -> Bool {
        body[range.lowerBound] == UInt8(ascii: "\"")
    }
}

// MARK: - Walking values that were checked before

extension ItemReader {
    /// The value of `name` when the value at `range` is an object with that member and no other.
    private func onlyMember(of range: Range<Int>, in body: UnsafeRawBufferPointer, named name: String) -> Range<Int>? {
        guard body[range.lowerBound] == UInt8(ascii: "{") else { return nil }
        var scanner = JSONScanner(body, from: range.lowerBound)
        do throws(JSONSyntaxError) {
            // The first key decides, so that a large object under another key is not read twice.
            guard try scanner.enterObject(), JSONString.matches(body, try scanner.key(), name) else { return nil }
            let value = try scanner.skipValue()
            return try scanner.nextMember() ? nil : value
        } catch {
            preconditionFailure("a value that was scanned is no longer JSON: \(error)")
        }
    }

    private func members(of range: Range<Int>, in body: UnsafeRawBufferPointer) -> [(name: String, Range<Int>)] {
        var members: [(name: String, Range<Int>)] = []
        var scanner = JSONScanner(body, from: range.lowerBound)
        do throws(JSONSyntaxError) {
            guard try scanner.enterObject() else { return [] }
            repeat {
                let name = String(decoding: JSONString.text(body, try scanner.key()), as: UTF8.self)
                members.append((name, try scanner.skipValue()))
            } while try scanner.nextMember()
        } catch {
            preconditionFailure("a value that was scanned is no longer JSON: \(error)")
        }
        return members
    }
}
