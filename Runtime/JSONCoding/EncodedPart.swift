/// What was encoded at one place.
enum EncodedPart {
    /// A value whose JSON is complete: where it is in the run's text.
    case text(Range<Int>)
    case object(EncodedObject)
    case array(EncodedArray)
    /// What an encoder that was handed out will have encoded in the end.
    case later(EncodedSlot)
}

/// The place for one value. Encoders refer to it and it to no encoder, so that nothing keeps itself alive.
final class EncodedSlot {
    /// Nil as long as nothing was encoded.
    var part: EncodedPart?
}

/// An object that is not complete until the end of the run: containers that were handed out may write to it.
final class EncodedObject {
    var members: [String: EncodedPart] = [:]
}

/// An array that is not complete until the end of the run.
final class EncodedArray {
    var elements: [EncodedPart] = []
}

/// What the encoders of one value share.
final class EncodingRun {
    var types = KnownTypes()
    /// The JSON of complete values, one after the other.
    private(set) var text: [UInt8] = []
    /// The first mistake that could not be thrown where it was made.
    var mistake: EncodingError?

    /// `null`
    var null: EncodedPart {
        part { text -> Never? in
            text += "null".utf8
            return nil
        }.part ?? .object(EncodedObject())
    }

    /// Adds a value without parts; nil when JSON cannot express it.
    func part(of scalar: some JSONScalar) -> EncodedPart? {
        part { scalar.write(to: &$0) ? nil : false }.part
    }

    /// Adds what `write` writes, unless it returns something else than nil.
    func part<Failure>(_ write: (inout [UInt8]) -> Failure?) -> (part: EncodedPart?, failure: Failure?) {
        let start = text.count
        if let failure = write(&text) {
            text.removeLast(text.count - start)
            return (nil, failure)
        }
        return (.text(start..<text.count), nil)
    }

    /// The whole JSON of `part`.
    func json(of part: EncodedPart) throws -> [UInt8] {
        if let mistake { throw mistake }
        if case .text(let range) = part, range == text.indices { return text }
        var json: [UInt8] = []
        json.reserveCapacity(text.count + text.count / 4)
        append(part, to: &json)
        return json
    }

    private func append(_ part: EncodedPart, to json: inout [UInt8]) {
        switch part {
        case .text(let range): json += text[range]
        case .later(let slot): append(slot.part ?? .object(EncodedObject()), to: &json)
        case .array(let array):
            json.append(UInt8(ascii: "["))
            for (index, element) in array.elements.enumerated() {
                if index > 0 { json.append(UInt8(ascii: ",")) }
                append(element, to: &json)
            }
            json.append(UInt8(ascii: "]"))
        case .object(let object):
            json.append(UInt8(ascii: "{"))
            let members = object.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (index, member) in members.enumerated() {
                if index > 0 { json.append(UInt8(ascii: ",")) }
                json.appendJSONString(member.key)
                json.append(UInt8(ascii: ":"))
                append(member.value, to: &json)
            }
            json.append(UInt8(ascii: "}"))
        }
    }
}
