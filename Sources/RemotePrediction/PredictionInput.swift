import JSONCoding
public import ProjectConfig

/// What the model is asked: one item, or over HTTP a request that is complete already.
public enum PredictionInput: Hashable, Sendable {
    /// The model's only input, whatever its name.
    case single(InputValue)
    /// Each input by its name.
    case named([String: InputValue])
    /// JSON: the model's only input, or, when it is an object with `instances` or `inputs`, the body of an HTTP request.
    case json([UInt8])

    /// The inputs of a sample, read.
    /// - Throws: ``PredictionError/unreadable(_:reason:)``.
    public init(_ sample: Sample) throws(PredictionError) {
        switch sample.inputs {
        case .single(let file): self = .single(try InputValue(contentsOf: file))
        case .named(let files):
            var values: [String: InputValue] = [:]
            for (name, file) in files.sorted(by: { $0.key < $1.key }) {
                values[name] = try InputValue(contentsOf: file)
            }
            self = .named(values)
        }
    }

    /// The item of a model that declares `inputs`.
    /// - Throws: ``PredictionError/severalInputs(_:)``.
    func item(inputs: [String]) throws(PredictionError) -> [String: [UInt8]] {
        switch self {
        case .named(let values): return values.mapValues(\.bytes)
        case .single(let value): return [try Self.only(inputs): value.bytes]
        case .json(let json): return [try Self.only(inputs): json]
        }
    }

    /// The body of a request of KServe v1.
    /// - Throws: ``PredictionError/notJSON(reason:)``.
    func body() throws(PredictionError) -> [UInt8] {
        switch self {
        case .single(let value): return Self.body(instance: try value.json())
        case .named(let values):
            var instance: [UInt8] = [UInt8(ascii: "{")]
            for (name, value) in values.sorted(by: { $0.key < $1.key }) {
                if instance.count > 1 { instance.append(UInt8(ascii: ",")) }
                instance += JSON.quoted(name) + [UInt8(ascii: ":")] + (try value.json())
            }
            return Self.body(instance: instance + [UInt8(ascii: "}")])
        case .json(let json):
            return try Self.isRequest(try Self.document(json)) ? json : Self.body(instance: json)
        }
    }

    private static func only(_ inputs: [String]) throws(PredictionError) -> String {
        guard inputs.count == 1 else { throw .severalInputs(inputs) }
        return inputs[0]
    }

    private static func body(instance: [UInt8]) -> [UInt8] {
        Array("{\"instances\":[".utf8) + instance + Array("]}".utf8)
    }

    private static func isRequest(_ document: JSONDocument) throws(PredictionError) -> Bool {
        struct Request: Decodable {
            let isRequest: Bool

            private enum Key: CodingKey { case instances, inputs }

            init(from decoder: any Decoder) throws {
                let members = try decoder.container(keyedBy: Key.self)
                isRequest = members.contains(.instances) || members.contains(.inputs)
            }
        }
        guard document.kind(at: []) == .object else { return false }
        do {
            return try document.decode(Request.self).isRequest
        } catch {
            throw .notJSON(reason: "\(error)")
        }
    }

    fileprivate static func document(_ json: [UInt8]) throws(PredictionError) -> JSONDocument {
        do throws(JSONSyntaxError) {
            return try JSONDocument(json)
        } catch {
            throw .notJSON(reason: "\(error)")
        }
    }
}

extension InputValue {
    /// The value as it stands in a request of KServe v1.
    fileprivate func json() throws(PredictionError) -> [UInt8] {
        guard isJSON else { return Array("{\"b64\":\"".utf8) + Base64.encode(bytes) + Array("\"}".utf8) }
        _ = try PredictionInput.document(bytes)
        return bytes
    }
}
