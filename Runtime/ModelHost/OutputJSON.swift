import JSONCoding

/// JSON that leaves the host.
///
/// JSON has no NaN and no infinity (RFC 8259, section 6). An item with such a number fails and names it: a `null` in its
/// place would look like an answer, and a string would break a client that expects a number.
enum OutputJSON {
    /// The JSON of `value`, which the model returned as `name`.
    static func encode(_ value: some Encodable, named name: String) throws(ItemFailure) -> [UInt8] {
        do {
            return try JSON.encode(value)
        } catch EncodingError.invalidValue(let part, let context) {
            let path = ValuePath(root: name, keys: context.codingPath)
            if let number = part as? any BinaryFloatingPoint, !number.isFinite {
                throw ItemFailure(.model, "\(path): the model returned \(number), which JSON cannot express")
            }
            throw ItemFailure(.model, "\(path): \(context.debugDescription)")
        } catch {
            throw ItemFailure(.model, "\(name): \(error)")
        }
    }

    /// `bytes`, which the model returned as `name`, if they are JSON.
    static func checked(_ bytes: [UInt8], named name: String) throws(ItemFailure) -> [UInt8] {
        do {
            _ = try JSONDocument(bytes)
            return bytes
        } catch {
            throw ItemFailure(.model, "\(name): the model returned bytes that are not JSON: \(error)")
        }
    }

    /// The object `{"error": message}`.
    static func error(_ message: String) -> [UInt8] {
        // A dictionary of strings always encodes; the text in its place is still JSON.
        (try? JSON.encode(["error": message])) ?? Array(#"{"error":"failed"}"#.utf8)
    }
}
