/// A type that cannot be served although it loads; its author has to change it.
enum UnservableModel: Error, Equatable, CustomStringConvertible {
    /// It conforms to `Model` alone.
    case doesNotPredict(type: String)
    /// Its metadata was emptied of inputs.
    case declaresNoInput
    /// Its metadata was emptied of outputs.
    case declaresNoOutput

    var description: String {
        switch self {
        case .doesNotPredict(let type):
            "\(type) conforms to Model, which does not say how it predicts; let it conform to TypedModel or RawModel"
        case .declaresNoInput: "the model's metadata declares no input; declare at least one"
        case .declaresNoOutput: "the model's metadata declares no output; declare at least one"
        }
    }
}
