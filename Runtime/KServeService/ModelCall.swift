/// What a request wants of the model.
struct ModelCall: Sendable, Equatable {
    /// Which of the model's answers.
    enum Verb: Sendable, Equatable {
        case predict
        case explain
    }

    /// What is asked for.
    let verb: Verb
    /// How the request is a CloudEvent, and the answer therefore; nil when it is none.
    var event: EventForm?

    /// A prediction, without an event around it.
    static let predict = ModelCall(verb: .predict)
    /// An explanation, without an event around it.
    static let explain = ModelCall(verb: .explain)
}
