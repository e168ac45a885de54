#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a model server that is started with `--predict` reads from standard input: one item, its bytes in base64.
///
/// One golden file in the tests of both sides pins the form, and that of ``PredictAnswer``.
struct PredictRequest: Encodable {
    private let inputs: [String: Data]

    /// A request to predict from `inputs`.
    init(inputs: [String: [UInt8]]) {
        self.inputs = inputs.mapValues { Data($0) }
    }

    /// The JSON, with sorted keys.
    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }
}
