public import SystemPackage

/// The bytes of one input, as the model gets them.
public struct InputValue: Hashable, Sendable {
    /// The bytes themselves.
    public let bytes: [UInt8]
    /// Whether they are known to be meant as JSON. Over HTTP they stand in the request as they are then; other bytes
    /// stand there as `{"b64":"…"}`, which means the same bytes to any input.
    public let isJSON: Bool

    /// The bytes of a text, of which nothing is known.
    public init(_ text: String) {
        bytes = Array(text.utf8)
        isJSON = false
    }

    /// The contents of `file`, which is JSON if its name ends with `.json`.
    /// - Throws: ``PredictionError/unreadable(_:reason:)``.
    public init(contentsOf file: FilePath) throws(PredictionError) {
        bytes = try InputFile.contents(file)
        isJSON = file.extension == "json"
    }
}
