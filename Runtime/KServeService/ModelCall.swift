/// What a request wants of the model.
enum ModelCall: Sendable, Equatable {
    case predict
    case explain
}
