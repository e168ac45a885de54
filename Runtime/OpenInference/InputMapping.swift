import ChassisModel
import JSONCoding

/// From the tensors of a request to the items that a model takes.
///
/// A tensor belongs to the declared input of its name, and its first dimension counts items. What an item's part
/// becomes follows from the first media type that the input declares:
///
/// | input | numbers, booleans | BYTES, one element an item |
/// |---|---|---|
/// | JSON | lists in the form of the other dimensions; a scalar when there are none | its JSON, or a string with `"content_type": "str"` |
/// | `text/…` | | the text |
/// | anything else | their bytes, little-endian | the bytes, in JSON as base64 |
///
/// A ``TensorSpec`` that the input declares must be kept, but for BYTES in its place, which is then as without it.
struct InputMapping: Sendable {
    /// More items than this are refused: each takes memory beside its bytes, and a number takes but two bytes in JSON.
    static let itemCountMax = 65_536

    let inputs: [ModelInput]

    /// The items of `tensors`, all of which are of as many.
    /// - Throws: ``OpenInferenceError`` for a tensor that is missing, unknown, there twice, or does not fit.
    func items(of tensors: [Tensor]) throws(OpenInferenceError) -> [NamedBytes] {
        try checkNames(tensors)
        var items: [NamedBytes] = []
        for (index, tensor) in tensors.enumerated() {
            guard let input = inputs.first(where: { $0.name == tensor.name }) else { continue }
            let parts = try Part(tensor, of: input).parts()
            if index == 0 { items = [NamedBytes](repeating: [:], count: parts.count) }
            guard parts.count == items.count else {
                throw .invalid(
                    "\"\(tensors[0].name)\" has \(items.count) items, \"\(tensor.name)\" has \(parts.count); the first "
                        + "dimension counts them")
            }
            for (index, part) in parts.enumerated() { items[index][input.name] = part }
        }
        return items
    }

    private func checkNames(_ tensors: [Tensor]) throws(OpenInferenceError) {
        let declared = inputs.map { "\"\($0.name)\"" }.joined(separator: ", ")
        for (index, tensor) in tensors.enumerated() {
            guard inputs.contains(where: { $0.name == tensor.name }) else {
                throw .invalid("\"\(tensor.name)\" is not an input of this model; it takes \(declared)")
            }
            guard !tensors[..<index].contains(where: { $0.name == tensor.name }) else {
                throw .invalid("the input \"\(tensor.name)\" is there twice; send it once")
            }
        }
        for input in inputs where !tensors.contains(where: { $0.name == input.name }) {
            throw .invalid("the input \"\(input.name)\" is missing; the model takes \(declared)")
        }
    }
}

/// A tensor, cut into the parts of the items.
private struct Part {
    let tensor: Tensor
    let input: ModelInput
    let itemCount: Int
    /// The dimensions of a part.
    let sizes: ArraySlice<Int>
    /// How many elements a part has.
    let elementCount: Int

    init(_ tensor: Tensor, of input: ModelInput) throws(OpenInferenceError) {
        let spec = tensor.datatype == .bytes && input.tensor?.datatype != .bytes ? nil : input.tensor
        if let spec, !tensor.shape.fits(spec) {
            throw .invalid(
                "\"\(tensor.name)\" has the shape \(tensor.shape); the model takes "
                    + "[\(spec.shape.map { "\($0)" }.joined(separator: ","))]"
                    + (spec.isBatched ? ", where the first dimension counts items" : ""))
        }
        self.tensor = tensor
        self.input = input
        let isBatched = spec?.isBatched ?? true
        itemCount = isBatched ? tensor.shape.sizes[0] : 1
        sizes = isBatched ? tensor.shape.sizes.dropFirst() : tensor.shape.sizes[...]
        elementCount = itemCount == 0 ? 0 : tensor.shape.elementCount / itemCount
        guard itemCount <= InputMapping.itemCountMax else {
            throw .invalid("\"\(tensor.name)\" has \(itemCount) items; at most \(InputMapping.itemCountMax) are taken")
        }
    }

    func parts() throws(OpenInferenceError) -> [[UInt8]] {
        let mediaType = input.mediaTypes.first ?? .json
        if mediaType.isJSON { return try json() }
        return mediaType.isText ? try texts() : try bytes()
    }

    // MARK: JSON

    private func json() throws(OpenInferenceError) -> [[UInt8]] {
        let numbers = TensorNumbers(name: tensor.name, datatype: tensor.datatype)
        switch tensor.data {
        case .text(let text): return lists(ElementWriter(text: text, count: tensor.shape.elementCount))
        case .raw(let raw):
            return lists(ElementWriter(text: try numbers.text(of: raw), count: tensor.shape.elementCount))
        case .strings(let elements), .bytes(let elements):
            let parts = try jsonParts(elements)
            return elementCount == 1 ? parts : lists(ElementWriter(parts: try checked(parts)))
        }
    }

    private func lists(_ writer: ElementWriter) -> [[UInt8]] {
        var writer = writer
        return (0..<itemCount).map { _ in writer.next(sizes) }
    }

    private func jsonParts(_ elements: [[UInt8]]) throws(OpenInferenceError) -> [[UInt8]] {
        guard tensor.contentType == "str" else { return try decoded(elements) }
        var parts: [[UInt8]] = []
        for (index, element) in elements.enumerated() {
            guard let text = String(validating: element, as: UTF8.self) else { throw notText(index) }
            parts.append(JSON.quoted(text))
        }
        return parts
    }

    /// Parts that get neighbours must be values of their own. (A part that is alone is checked when it is decoded.)
    private func checked(_ parts: [[UInt8]]) throws(OpenInferenceError) -> [[UInt8]] {
        for (index, part) in parts.enumerated() {
            do throws(JSONSyntaxError) {
                _ = try JSONDocument(part)
            } catch {
                throw .invalid(
                    "\"\(tensor.name)\": element \(index) is not JSON: \(error); text is sent with the parameter "
                        + "\"content_type\": \"str\"")
            }
        }
        return parts
    }

    // MARK: Text and bytes

    private func texts() throws(OpenInferenceError) -> [[UInt8]] {
        let texts = try decoded(try elements(for: "text"))
        for (index, text) in texts.enumerated() where String(validating: text, as: UTF8.self) == nil {
            throw notText(index)
        }
        return texts
    }

    private func bytes() throws(OpenInferenceError) -> [[UInt8]] {
        switch tensor.data {
        case .text(let text): return rows(try TensorNumbers(name: tensor.name, datatype: tensor.datatype).raw(of: text))
        case .raw(let raw): return rows(raw)
        case .bytes: return try decoded(try elements(for: "bytes"))
        case .strings:
            let elements = try elements(for: "bytes")
            return tensor.contentType == "str" ? elements : try decodedBase64(elements)
        }
    }

    private func rows(_ raw: [UInt8]) -> [[UInt8]] {
        guard itemCount != 1 else { return [raw] }
        let size = elementCount * (tensor.datatype.byteCount ?? 0)
        return (0..<itemCount).map { Array(raw[$0 * size..<($0 + 1) * size]) }
    }

    /// The elements of BYTES, one for each item.
    private func elements(for what: String) throws(OpenInferenceError) -> [[UInt8]] {
        switch tensor.data {
        case .text, .raw:
            throw .invalid("\"\(tensor.name)\" takes \(what): send the datatype BYTES, not \(tensor.datatype.rawValue)")
        case .strings(let elements), .bytes(let elements):
            guard itemCount == elements.count else {
                throw .invalid(
                    "\"\(tensor.name)\" takes one element of BYTES for each item; the shape \(tensor.shape) has "
                        + "\(elementCount)")
            }
            return elements
        }
    }

    /// The bytes that elements of the content type `base64` stand for; others are what they are.
    private func decoded(_ elements: [[UInt8]]) throws(OpenInferenceError) -> [[UInt8]] {
        tensor.contentType == "base64" ? try decodedBase64(elements) : elements
    }

    private func decodedBase64(_ elements: [[UInt8]]) throws(OpenInferenceError) -> [[UInt8]] {
        var decoded: [[UInt8]] = []
        for (index, element) in elements.enumerated() {
            guard let bytes = Base64.decode(element) else {
                throw .invalid(
                    "\"\(tensor.name)\": element \(index) is not base64, which stands for bytes in JSON; text is sent "
                        + "with the parameter \"content_type\": \"str\"")
            }
            decoded.append(bytes)
        }
        return decoded
    }

    private func notText(_ index: Int) -> OpenInferenceError {
        .invalid("\"\(tensor.name)\": element \(index) is not UTF-8 text")
    }
}
