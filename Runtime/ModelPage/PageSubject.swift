import ChassisModel
import JSONCoding

/// What is described: a model, and how it is served.
struct PageSubject: Sendable {
    /// A larger sample is left out of the page and the document, which are to be read.
    static let sampleBytesMax = 128 << 10

    /// The name in the paths, which is the operator's choice.
    let modelName: String
    let metadata: ModelMetadata
    let explains: Bool
    let modelType: any Model.Type
    /// The bytes of each declared input.
    let sample: NamedBytes?

    /// The sample as an instance in a request of KServe v1; nil when there is none, it is too large, or what should be
    /// JSON or text is not.
    var instance: JSONTree? {
        guard let sample, sample.values.reduce(0, { $0 + $1.count }) <= Self.sampleBytesMax else { return nil }
        guard metadata.inputs.count > 1 else {
            let input = metadata.inputs[0]
            guard let value = Self.value(of: input, in: sample) else { return nil }
            // An object of just this one member would be taken for something else than a value.
            guard case .object(let members) = value, members.count == 1, members[0].name == input.name else {
                return value
            }
            return [input.name: value]
        }
        var members: [JSONTree.Member] = []
        for input in metadata.inputs {
            guard let value = Self.value(of: input, in: sample) else { return nil }
            members.append(.init(input.name, value))
        }
        return .object(members)
    }

    private static func value(of input: ModelInput, in sample: NamedBytes) -> JSONTree? {
        guard let bytes = sample[input.name] else { return nil }
        switch ValueForm(input.mediaTypes[0]) {
        case .json:
            guard let value = try? JSONTree(parsing: bytes) else { return nil }
            guard case .object(let members) = value, members.count == 1, members[0].name == "b64" else { return value }
            return base64(bytes)
        case .text: return String(validating: bytes, as: UTF8.self).map { .string($0) }
        case .bytes: return base64(bytes)
        }
    }

    private static func base64(_ bytes: [UInt8]) -> JSONTree {
        ["b64": .string(String(decoding: Base64.encode(bytes), as: UTF8.self))]
    }

    /// The paths of the model in KServe's protocols, which follow the version, such as `/models/digits`.
    var modelPath: String { "/models/" + Self.percentEncoded(modelName) }

    /// `text` as a segment of a path: everything but unreserved characters (RFC 3986, section 2.3) is encoded.
    private static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}

/// How a value of a media type stands in JSON.
enum ValueForm {
    /// As it is.
    case json
    /// As a string.
    case text
    /// In base64.
    case bytes

    init(_ mediaType: MediaType) {
        self = mediaType.isJSON ? .json : mediaType.isText ? .text : .bytes
    }
}
