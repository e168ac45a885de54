import ChassisModel

/// The functions of a loaded model, and how its values come from bytes and go to bytes: what typed and raw models have
/// in common once their differences are out of the way.
struct ServedModel<Input: Sendable, Output: Sendable>: Sendable {
    /// The value of an item whose keys and sizes are in order; throws ``ItemFailure``.
    var decode: @Sendable (NamedBytes) throws -> Input
    /// The bytes of what was predicted; throws ``ItemFailure``.
    var encode: @Sendable (Output) throws -> NamedBytes
    /// Asks the model about one item.
    var predict: @Sendable (Input) async throws -> Output
    /// Asks the model about several items at once, if it can.
    var predictBatch: (@Sendable ([Input]) async throws -> [Output])?
    /// Asks the model to explain one item, if it can: JSON.
    var explain: (@Sendable (Input) async throws -> [UInt8])?
}
