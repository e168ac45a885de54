import OMIProtocol

/// What a server of the Open Model Interface says about its model.
public struct OMIStatus: Hashable, Sendable {
    /// One input that every item has.
    public struct Input: Hashable, Sendable {
        /// Its key in an item.
        public let name: String
        /// Which media types its bytes may have, that which is meant first.
        public let mediaTypes: [String]
        /// The largest number of bytes as the server writes it, for example `1.5G`.
        public let maxSize: String
        /// What it is.
        public let description: String
    }

    /// One output that every item gets.
    public struct Output: Hashable, Sendable {
        /// Its key in an answer.
        public let name: String
        /// The media type of its bytes.
        public let mediaType: String
        /// The largest number of bytes as the server writes it.
        public let maxSize: String
        /// What it is.
        public let description: String

        init(name: String, mediaType: String, maxSize: String, description: String) {
            self.name = name
            self.mediaType = mediaType
            self.maxSize = maxSize
            self.description = description
        }

        /// An output as a server might declare it, for tests of what is made of it.
        package init(name: String, mediaType: String) {
            self.init(name: name, mediaType: mediaType, maxSize: "", description: "")
        }
    }

    /// 200 when the model is ready, 500 when it could not be loaded, 503 while it is being loaded or the server ends.
    public let code: Int
    /// The state in words.
    public let message: String
    /// The model's name.
    public let name: String
    /// The model's version.
    public let version: String
    /// Who made it.
    public let author: String
    /// What it does, in a sentence.
    public let summary: String
    /// What an item must have.
    public let inputs: [Input]
    /// What an answer has.
    public let outputs: [Output]
    /// How many items the model takes at once.
    public let batchSize: Int

    /// Whether ``OMIClient/run(_:explain:detectDrift:timeout:)`` will be answered.
    public var isReady: Bool { code == 200 }

    init(_ response: StatusResponse) {
        code = Int(response.statusCode)
        message = response.message
        name = response.modelInfo.modelName
        version = response.modelInfo.modelVersion
        author = response.modelInfo.modelAuthor
        summary = response.description_p.summary
        inputs = response.inputs.map {
            Input(
                name: $0.filename, mediaTypes: $0.acceptedMediaTypes, maxSize: $0.maxSize,
                description: $0.description_p)
        }
        outputs = response.outputs.map {
            Output(name: $0.filename, mediaType: $0.mediaType, maxSize: $0.maxSize, description: $0.description_p)
        }
        batchSize = Int(response.features.batchSize)
    }
}
