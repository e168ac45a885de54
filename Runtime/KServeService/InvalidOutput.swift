/// How an output of the model is not what the model declares: its author's mistake.
enum InvalidOutput: Error, Equatable, CustomStringConvertible {
    /// A declared output is not there.
    case missing(String)
    /// An output of a JSON media type is not JSON.
    case notJSON(String, JSONSyntaxError)
    /// An output of a text media type is not UTF-8.
    case notText(String)

    /// What is wrong with which output.
    var description: String {
        switch self {
        case .missing(let name): "the model gave no output \"\(name)\""
        case .notJSON(let name, let error): "the model's output \"\(name)\" is not JSON: \(error)"
        case .notText(let name): "the model's output \"\(name)\" is not UTF-8 text"
        }
    }
}
