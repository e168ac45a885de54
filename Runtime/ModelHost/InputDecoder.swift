import ChassisModel
import JSONCoding

/// From the named bytes of an item to the input of a typed model, as ``TypedModel`` describes.
struct InputDecoder: Sendable {
    /// The declared inputs, all of which are in the items that are decoded.
    let inputs: [ModelInput]

    func decode<Input: Decodable>(_ type: Input.Type, from item: NamedBytes) throws(ItemFailure) -> Input {
        // An object of several inputs names them itself.
        let name = inputs.count == 1 ? inputs[0].name : ""
        let document = try document(of: inputs.count == 1 ? item[name] ?? [] : object(of: item), named: name)
        do {
            return try document.decode(type)
        } catch let error as DecodingError {
            throw ItemFailure(.invalidInput, DecodingFailure(error, document: document, name: name).description)
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
            json += [UInt8(ascii: json.isEmpty ? "{" : ",")] + JSON.quoted(input.name) + [UInt8(ascii: ":")]
            json += try value(of: item[input.name] ?? [], as: input)
        }
        return json + [UInt8(ascii: "}")]
    }

    /// An input may have one of several media types, and an item does not say which; the preferred one counts.
    private func value(of bytes: [UInt8], as input: ModelInput) throws(ItemFailure) -> [UInt8] {
        let mediaType = input.mediaTypes.first ?? .octetStream
        if mediaType.isJSON {
            return try document(of: bytes, named: input.name).bytes
        } else if mediaType.isText {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw ItemFailure(.invalidInput, "\(input.name): expected text in UTF-8")
            }
            return JSON.quoted(text)
        } else {
            return [UInt8(ascii: "\"")] + Base64.encode(bytes) + [UInt8(ascii: "\"")]
        }
    }

    private func document(of bytes: [UInt8], named name: String) throws(ItemFailure) -> JSONDocument {
        do {
            return try JSONDocument(bytes)
        } catch {
            throw ItemFailure(.invalidInput, "\(name): not JSON: \(error)")
        }
    }
}
