/// The environment variables and command-line arguments of the server process, read once at its start.
public struct RuntimeEnvironment: Sendable {
    /// Environment variables. An empty value counts as absent.
    public let variables: [String: String]
    /// Arguments of the form `--name=value` or `--name value`, by name, without the dashes.
    ///
    /// KServe's ServingRuntime templates pass `--model_name`, `--model_dir` and `--http_port` this way; an argument wins
    /// over the variable that says the same.
    public let arguments: [String: String]

    /// An environment of `variables` and `arguments`, for example from `CommandLine.arguments` without its first.
    ///
    /// Of an option given twice the later counts. A value that itself starts with two dashes is written `--name=value`.
    /// - Throws: ``RuntimeEnvironmentError`` for an argument that is not an option or has no value.
    public init(variables: [String: String], arguments: [String] = []) throws(RuntimeEnvironmentError) {
        self.variables = variables.filter { !$0.value.isEmpty }
        var named: [String: String] = [:]
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--"), argument.count > 2 else { throw .unexpectedArgument(argument) }
            let body = argument.dropFirst(2)
            if let equals = body.firstIndex(of: "=") {
                guard equals > body.startIndex else { throw .unexpectedArgument(argument) }
                named[String(body[..<equals])] = String(body[body.index(after: equals)...])
            } else if let value = rest.popFirst(), !value.hasPrefix("--") {
                named[String(body)] = value
            } else {
                throw .missingValue(argument)
            }
        }
        self.arguments = named
    }

    /// The variable `name`, or nil when it is not set or empty.
    public subscript(name: String) -> String? { variables[name] }

    /// The argument, else the first of the variables `names` that is set, else `fallback`: a TCP port from 0 to 65535,
    /// where 0 lets the system choose.
    /// - Throws: ``RuntimeEnvironmentError/malformed(name:value:expected:)`` when what is set is not a port.
    public func port(argument: String? = nil, _ names: String..., default fallback: Int) throws(RuntimeEnvironmentError)
        -> Int
    {
        if let argument, let text = arguments[argument] { return try Self.port(text, named: "--\(argument)") }
        for name in names {
            if let text = variables[name] { return try Self.port(text, named: name) }
        }
        return fallback
    }

    /// The variable `name` as a number of seconds from 0 to a day, for example `25` or `0.5`, else `fallback`.
    /// - Throws: ``RuntimeEnvironmentError/malformed(name:value:expected:)`` when what is set is not such a number.
    public func duration(_ name: String, default fallback: Duration) throws(RuntimeEnvironmentError) -> Duration {
        guard let text = variables[name] else { return fallback }
        guard let seconds = Double(text), seconds >= 0, seconds <= 86_400 else {
            throw .malformed(name: name, value: text, expected: "a number of seconds from 0 to 86400")
        }
        return .seconds(seconds)
    }

    /// The variable `name` as a whole number in `range`, else `fallback`.
    /// - Throws: ``RuntimeEnvironmentError/malformed(name:value:expected:)`` when what is set is not such a number.
    public func integer(_ name: String, in range: ClosedRange<Int>, default fallback: Int)
        throws(RuntimeEnvironmentError) -> Int
    {
        guard let text = variables[name] else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw .malformed(
                name: name, value: text, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The variable `name`, `on` or `off` in any case (or `true`, `false`, `1`, `0`), else `fallback`.
    /// - Throws: ``RuntimeEnvironmentError/malformed(name:value:expected:)`` when what is set is neither.
    public func flag(_ name: String, default fallback: Bool) throws(RuntimeEnvironmentError) -> Bool {
        switch variables[name]?.lowercased() {
        case nil: return fallback
        case "on", "true", "1": return true
        case "off", "false", "0": return false
        case let text?: throw .malformed(name: name, value: text, expected: "on or off")
        }
    }

    private static func port(_ text: String, named name: String) throws(RuntimeEnvironmentError) -> Int {
        guard let port = Int(text), (0...65535).contains(port) else {
            throw .malformed(name: name, value: text, expected: "a port number from 0 to 65535")
        }
        return port
    }
}
