/// A raw model that can also say why it predicts what it predicts.
public protocol RawExplainingModel: RawModel {
    /// Explains what ``RawModel/predict(_:)`` answers for `input`: JSON bytes.
    func explain(_ input: NamedBytes) async throws -> [UInt8]
}
