/// Why one instance of a request cannot be turned into the bytes of the model's inputs.
enum InstanceProblem: Error, Equatable, CustomStringConvertible {
    /// An input of bytes got something else than text or `{"b64": …}`.
    case expectedBase64(input: String)
    /// A text input got something else than a string or `{"b64": …}`.
    case expectedString(input: String)
    /// The text is not base64.
    case malformedBase64(input: String)
    /// A model of several inputs got something else than an object; the names it should have.
    case expectedObject([String])
    /// An input is there twice.
    case duplicateInput(String)

    /// What is wrong and what to send.
    var description: String {
        switch self {
        case .expectedBase64(let input): "\"\(input)\" must be base64: a string, or {\"b64\": \"...\"}"
        case .expectedString(let input): "\"\(input)\" must be a string, or {\"b64\": \"...\"} with UTF-8 text"
        case .malformedBase64(let input):
            "\"\(input)\" is not base64: use the alphabet with + and /, and no line breaks"
        case .expectedObject(let names):
            "expected an object with the inputs " + names.map { "\"\($0)\"" }.joined(separator: ", ")
        case .duplicateInput(let input): "\"\(input)\" is there twice; send it once"
        }
    }
}
