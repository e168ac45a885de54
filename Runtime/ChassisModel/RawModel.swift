/// Bytes by the name of the input or output they belong to.
public typealias NamedBytes = [String: [UInt8]]

/// A model from named bytes to named bytes, for inputs that are not JSON (pictures, audio, tensors).
public protocol RawModel: Model {
    /// Predicts from one item: the bytes of each declared input, to the bytes of each declared output.
    ///
    /// Every declared input is present in `input`; inputs that were not declared never arrive here.
    /// - Throws: ``InvalidInput`` when the item is at fault; anything else counts as a failure of the model. Either
    ///   fails this item only.
    func predict(_ input: NamedBytes) async throws -> NamedBytes
}
