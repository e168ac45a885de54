import ChassisModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// From the named bytes of an item to the input of a typed model, as ``TypedModel`` describes.
struct InputDecoder: Sendable {
    /// The declared inputs, all of which are in the items that are decoded.
    let inputs: [ModelInput]

    func decode<Input: Decodable>(_ type: Input.Type, from item: NamedBytes) throws(ItemFailure) -> Input {
        let json: [UInt8]
        let name: String  // of what `json` is; an object of several inputs names them itself
        if inputs.count == 1 {
            name = inputs[0].name
            json = try checked(item[name] ?? [], named: name)
        } else {
            name = ""
            json = try object(of: item)
        }
        do {
            return try JSONDecoder().decode(type, from: Data(json))
        } catch let error as DecodingError {
            throw ItemFailure(.invalidInput, DecodingFailure(error, json: json, name: name).description)
        } catch let error as InvalidInput {  // an `init(from:)` may throw it as well
            throw ItemFailure(.invalidInput, error.reason)
        } catch {
            throw ItemFailure(.invalidInput, "\(error)")
        }
    }

    /// One JSON object of all inputs. Nothing in an input reaches beyond its own value: JSON is checked first, and the
    /// rest is quoted.
    private func object(of item: NamedBytes) throws(ItemFailure) -> [UInt8] {
        var json: [UInt8] = []
        for input in inputs {
            json += [UInt8(ascii: json.isEmpty ? "{" : ",")] + quoted(input.name) + [UInt8(ascii: ":")]
            json += try value(of: item[input.name] ?? [], as: input)
        }
        return json + [UInt8(ascii: "}")]
    }

    /// An input may have one of several media types, and an item does not say which; the preferred one counts.
    private func value(of bytes: [UInt8], as input: ModelInput) throws(ItemFailure) -> [UInt8] {
        let mediaType = input.mediaTypes.first ?? .octetStream
        if mediaType.isJSON {
            return try checked(bytes, named: input.name)
        } else if mediaType.isText {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw ItemFailure(.invalidInput, "\(input.name): expected text in UTF-8")
            }
            return quoted(text)
        } else {
            return quoted(Data(bytes).base64EncodedString())
        }
    }

    /// `bytes` if they are JSON. The decoder alone would let a comma too many pass.
    private func checked(_ bytes: [UInt8], named name: String) throws(ItemFailure) -> [UInt8] {
        do {
            try JSONSyntax.check(bytes)
            return bytes
        } catch {
            throw ItemFailure(.invalidInput, "\(name): not JSON: \(error)")
        }
    }

    /// `text` as a JSON string (RFC 8259, section 7).
    private func quoted(_ text: String) -> [UInt8] {
        var json = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): json += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                json += Array(#"\u00"#.utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
            default: json.append(byte)
            }
        }
        return json + [UInt8(ascii: "\"")]
    }
}
