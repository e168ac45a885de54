#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a compiled model says about itself: the JSON that a server prints for `--model-info`.
public struct ModelInfo: Hashable, Sendable {
    /// One named input of an item.
    public struct Input: Hashable, Sendable, Decodable {
        /// The key under which its bytes arrive.
        public let name: String
        /// The media types it may have, the preferred one first.
        public let mediaTypes: [String]
        /// The largest size it may have, as the Status message writes it: `512K`, `1.5G`.
        public let maxSize: String
        /// What it is, in words.
        public let description: String
    }

    /// One named output of an item.
    public struct Output: Hashable, Sendable, Decodable {
        /// The key under which its bytes are returned.
        public let name: String
        /// Its media type.
        public let mediaType: String
        /// The largest size it has, as the Status message writes it.
        public let maxSize: String
        /// What it is, in words.
        public let description: String
    }

    /// The model's name.
    public let name: String
    /// The model's version, for example `1.4.0`.
    public let version: String
    /// Who made it; empty when it does not say.
    public let author: String
    /// What it does, in one sentence; empty when it does not say.
    public let summary: String
    /// The inputs that every item must have.
    public let inputs: [Input]
    /// The outputs that every item gets.
    public let outputs: [Output]
    /// The largest number of items that the model is given in one call.
    public let batchSize: Int
    /// Whether the model can explain its predictions.
    public let explains: Bool
    /// The bytes that the server printed, of which the rest was read.
    public let json: [UInt8]

    /// Reads what a server printed. Keys that are not known here are ignored: the server may be newer.
    /// - Throws: ``ModelInfoError/undecodable(reason:)``.
    public init(json: [UInt8]) throws(ModelInfoError) {
        do {
            let fields = try JSONDecoder().decode(Fields.self, from: Data(json))
            (name, version, author, summary) = (fields.name, fields.version, fields.author, fields.summary)
            (inputs, outputs) = (fields.inputs, fields.outputs)
            (batchSize, explains) = (fields.batchSize, fields.explains)
            self.json = json
        } catch {
            throw .undecodable(reason: "\(error)")
        }
    }

    private struct Fields: Decodable {
        let name: String
        let version: String
        let author: String
        let summary: String
        let inputs: [Input]
        let outputs: [Output]
        let batchSize: Int
        let explains: Bool
    }
}
