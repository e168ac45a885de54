import ChassisModel
import JSONCoding

/// From the outputs of a model's items to the tensors of an answer.
///
/// The first dimension of each counts items. An output that declares a ``TensorSpec`` is that tensor. Otherwise:
///
/// * JSON that is a number in every item, or lists of numbers of one form, is FP64; booleans are BOOL, and strings are
///   BYTES with the content type `str`. Any other JSON is BYTES, with the JSON text of each item.
/// * Text is BYTES with the content type `str`, and any other media type is BYTES.
///
/// Whatever the items, the type is the same as long as the model answers in one form.
struct OutputMapping: Sendable {
    let outputs: [ModelOutput]

    /// The declared outputs that `wanted` names, in its order; all when it names none.
    /// - Throws: ``OpenInferenceError`` for a name that is not declared or there twice.
    func outputs(wanted: [InferRequest.Output]) throws(OpenInferenceError) -> [ModelOutput] {
        guard !wanted.isEmpty else { return outputs }
        var found: [ModelOutput] = []
        for name in wanted.map(\.name) {
            guard let output = outputs.first(where: { $0.name == name }) else {
                throw .invalid(
                    "\"\(name)\" is not an output of this model; it gives "
                        + outputs.map { "\"\($0.name)\"" }.joined(separator: ", "))
            }
            guard !found.contains(where: { $0.name == name }) else {
                throw .invalid("the output \"\(name)\" is asked for twice; ask once")
            }
            found.append(output)
        }
        return found
    }

    /// The tensor of `output` in `items`.
    /// - Throws: ``OpenInferenceError`` when it is not what the model declares: its author's mistake.
    static func tensor(_ output: ModelOutput, of items: [NamedBytes]) throws(OpenInferenceError) -> Tensor {
        var values: [[UInt8]] = []
        for item in items {
            guard let value = item[output.name] else { throw failure(output, "is not there") }
            values.append(value)
        }
        guard !values.isEmpty else { return none(output) }
        if output.mediaType.isJSON { return try json(output, values) }
        if output.mediaType.isText { return try texts(output, values) }
        guard let spec = output.tensor, let byteCount = spec.datatype.byteCount else {
            return elements(output, .bytes(values), contentType: "base64")
        }
        return try raw(output, values, spec, byteCount)
    }

    /// What an answer without items has.
    private static func none(_ output: ModelOutput) -> Tensor {
        let datatype = output.tensor?.datatype ?? .bytes
        return Tensor(
            name: output.name, datatype: datatype, shape: TensorShape(trusted: [0], elementCount: 0),
            data: datatype == .bytes ? .strings([]) : .raw([]))
    }

    private static func elements(_ output: ModelOutput, _ data: TensorData, contentType: String?) -> Tensor {
        let count = data.elements?.count ?? 0
        return Tensor(
            name: output.name, datatype: .bytes, shape: TensorShape(trusted: [count], elementCount: count),
            contentType: contentType, data: data)
    }

    private static func failure(_ output: ModelOutput, _ problem: String, item: Int? = nil) -> OpenInferenceError {
        OpenInferenceError(
            .modelFailed, (item.map { "item \($0): " } ?? "") + "the model's output \"\(output.name)\" \(problem)")
    }

    // MARK: JSON

    private static func json(_ output: ModelOutput, _ values: [[UInt8]]) throws(OpenInferenceError) -> Tensor {
        let document = try documents(output, values)
        let arrays = FlatArrays(document)
        guard let spec = output.tensor else {
            return arrays.flatMap { tensor($0, named: output.name, datatype: $0.naturalDatatype) }
                ?? elements(output, .strings(values), contentType: nil)
        }
        if let arrays,
            let tensor = tensor(arrays, named: output.name, datatype: spec.datatype, isBatched: spec.isBatched),
            tensor.shape.fits(spec)
        {
            if case .text(let text) = tensor.data {
                do throws(OpenInferenceError) {
                    try TensorNumbers(name: output.name, datatype: spec.datatype).check(text)
                } catch {
                    throw OpenInferenceError(.modelFailed, error.message)
                }
            }
            return tensor
        }
        let texts = elements(output, .strings(values), contentType: nil)
        guard spec.datatype == .bytes, texts.shape.fits(spec) else { throw unlike(spec, output) }
        return texts
    }

    private static func documents(
        _ output: ModelOutput, _ values: [[UInt8]]
    ) throws(OpenInferenceError) -> [JSONDocument] {
        var documents: [JSONDocument] = []
        for (index, value) in values.enumerated() {
            do throws(JSONSyntaxError) {
                documents.append(try JSONDocument(value))
            } catch {
                throw failure(output, "is not JSON: \(error)", item: values.count > 1 ? index : nil)
            }
        }
        return documents
    }

    /// The tensor of `arrays` if their leaves are of `datatype`.
    private static func tensor(
        _ arrays: FlatArrays, named name: String, datatype: TensorDatatype, isBatched: Bool = true
    ) -> Tensor? {
        guard arrays.leaf == .of(datatype) else { return nil }
        let sizes = isBatched || arrays.itemCount > 1 ? [arrays.itemCount] + arrays.sizes : arrays.sizes
        let shape = TensorShape(trusted: sizes, elementCount: arrays.elementCount)
        return Tensor(
            name: name, datatype: datatype, shape: shape, contentType: datatype == .bytes ? "str" : nil,
            data: arrays.data)
    }

    private static func unlike(_ spec: TensorSpec, _ output: ModelOutput) -> OpenInferenceError {
        failure(
            output,
            "is not the \(spec.datatype.rawValue) of shape [\(spec.shape.map { "\($0)" }.joined(separator: ","))] "
                + "that it declares")
    }

    // MARK: Text and bytes

    private static func texts(_ output: ModelOutput, _ values: [[UInt8]]) throws(OpenInferenceError) -> Tensor {
        for (index, value) in values.enumerated() where String(validating: value, as: UTF8.self) == nil {
            throw failure(output, "is not UTF-8 text", item: values.count > 1 ? index : nil)
        }
        return elements(output, .strings(values), contentType: "str")
    }

    /// Numbers in binary form, which a model declares as bytes; one dimension beside the first may be left open.
    private static func raw(
        _ output: ModelOutput, _ values: [[UInt8]], _ spec: TensorSpec, _ byteCount: Int
    ) throws(OpenInferenceError) -> Tensor {
        let declared = spec.isBatched ? spec.shape.dropFirst() : spec.shape[...]
        let length = values[0].count
        let known = declared.reduce(byteCount) { $1 == -1 ? $0 : $0 * $1 }
        let openCount = declared.count { $0 == -1 }
        guard openCount <= 1, openCount == 1 ? length > 0 && length % known == 0 : length == known,
            values.allSatisfy({ $0.count == length })
        else { throw unlike(spec, output) }
        let sizes = declared.map { $0 == -1 ? length / known : $0 }
        return Tensor(
            name: output.name, datatype: spec.datatype,
            shape: TensorShape(
                trusted: spec.isBatched || values.count > 1 ? [values.count] + sizes : sizes,
                elementCount: length / byteCount * values.count),
            data: .raw(values.count == 1 ? values[0] : Array(values.joined())))
    }
}

/// The JSON of several items, all of which are scalars or lists of one form and kind.
private struct FlatArrays {
    let leaf: FlatArray.Leaf
    /// The dimensions of each.
    let sizes: [Int]
    let itemCount: Int
    let elementCount: Int
    let data: TensorData

    /// Nothing when the documents are not of one form, or hold nothing.
    init?(_ documents: [JSONDocument]) {
        var text: [UInt8] = []
        var strings: [[UInt8]] = []
        var first: FlatArray?
        var count = 0
        for document in documents {
            do throws(FlatArray.Problem) {
                let array = try FlatArray(document.view)
                guard array.leaf == (first ?? array).leaf, array.sizes == (first ?? array).sizes else { return nil }
                if first == nil { first = array } else { text.append(UInt8(ascii: ",")) }
                text += array.text
                strings += array.strings
                count += array.count
            } catch {
                return nil  // not a tensor: that is an answer, not a failure
            }
        }
        guard let first, let leaf = first.leaf, first.sizes.count < TensorShape.rankMax else { return nil }
        self.leaf = leaf
        sizes = first.sizes
        itemCount = documents.count
        elementCount = count
        data = leaf == .strings ? .strings(strings) : .text(text)
    }

    /// The type that the leaves have when the model declares none.
    var naturalDatatype: TensorDatatype {
        switch leaf {
        case .numbers: .fp64
        case .booleans: .bool
        case .strings: .bytes
        }
    }
}

extension FlatArray.Leaf {
    /// The kind of JSON that the elements of `datatype` are.
    static func of(_ datatype: TensorDatatype) -> FlatArray.Leaf {
        switch datatype {
        case .bool: .booleans
        case .bytes: .strings
        default: .numbers
        }
    }
}
