import ChassisModel
import JSONCoding

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What `--model-info` prints: the contract between the server and the build tool, which share no code.
///
/// One golden file in the tests of both sides pins the format.
struct ModelInfo: Encodable {
    struct Input: Encodable {
        let name: String
        let mediaTypes: [String]
        let maxSize: String
        let description: String
    }

    struct Output: Encodable {
        let name: String
        let mediaType: String
        let maxSize: String
        let description: String
    }

    let name: String
    let version: String
    let author: String
    let summary: String
    let inputs: [Input]
    let outputs: [Output]
    let batchSize: Int
    let explains: Bool

    init<M: Model>(of model: M.Type) {
        let metadata = M.metadata
        name = metadata.name
        version = metadata.version
        author = metadata.author
        summary = metadata.summary
        inputs = metadata.inputs.map {
            Input(
                name: $0.name, mediaTypes: $0.mediaTypes.map(\.description), maxSize: $0.maxSize.description,
                description: $0.description)
        }
        outputs = metadata.outputs.map {
            Output(
                name: $0.name, mediaType: $0.mediaType.description, maxSize: $0.maxSize.description,
                description: $0.description)
        }
        batchSize = metadata.batchSize
        explains = model is any TypedExplainingModel.Type || model is any RawExplainingModel.Type
    }

    /// The JSON, with sorted keys and without a newline at its end.
    func encoded() throws -> [UInt8] { try JSON.encode(self) }

    /// Writes the JSON and a newline to standard output; false when that fails.
    func print() -> Bool {
        guard var bytes = try? encoded() else { return false }  // strings and numbers always encode
        bytes.append(UInt8(ascii: "\n"))
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
        }
        return true
    }
}
