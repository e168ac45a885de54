import ChassisModel

extension ItemFailure {
    /// The calling task was cancelled before the item was answered.
    static let cancelled = ItemFailure(.model, "cancelled")
    /// An explanation was asked of a model that gives none.
    static let doesNotExplain = ItemFailure(.unsupported, "this model does not explain its predictions")

    /// The failure of an item for which `error` was thrown, by the host or by the model.
    init(catching error: any Error) {
        switch error {
        case let failure as ItemFailure: self = failure
        case let invalid as InvalidInput: self.init(.invalidInput, invalid.reason)
        case is CancellationError where Task.isCancelled: self = .cancelled
        default: self.init(.model, "\(error)")
        }
    }
}
