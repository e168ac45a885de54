/// A variable or argument that cannot be used.
public enum RuntimeEnvironmentError: Error, Equatable, CustomStringConvertible {
    /// The value of `name` is not what it must be.
    case malformed(name: String, value: String, expected: String)
    /// An argument that does not start with two dashes.
    case unexpectedArgument(String)
    /// An option at the end of the line, without its value.
    case missingValue(String)

    /// What is wrong and what would be right.
    public var description: String {
        switch self {
        case .malformed(let name, let value, let expected): "\(name) is \"\(value)\"; it must be \(expected)"
        case .unexpectedArgument(let argument):
            "unexpected argument \"\(argument)\"; options are written --name=value, for example --http_port=8080"
        case .missingValue(let argument): "\(argument) has no value; write \(argument)=VALUE"
        }
    }
}
