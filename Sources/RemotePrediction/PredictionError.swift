public import BuildReport
public import ChassisClient
public import ProjectConfig
public import SystemPackage

/// Why there is no prediction of a running server.
public enum PredictionError: Error, Hashable, Sendable {
    /// A place that was tried.
    public struct Attempt: Hashable, Sendable {
        let address: ServerAddress
        let error: ClientError

        init(address: ServerAddress, error: ClientError) {
            self.address = address
            self.error = error
        }
    }

    /// Nothing was given to send, and there is no sample.
    case nothingToSend(projectFolder: FilePath)
    /// The address is of one protocol, the interface of another.
    case contradiction(ServerAddress, ServingInterface)
    /// A file of the input cannot be read.
    case unreadable(FilePath, reason: String)
    /// An output cannot be written.
    case unwritable(FilePath, reason: String)
    /// The input is to be JSON, and is not.
    case notJSON(reason: String)
    /// The model has several inputs, or none, and one was given without its name.
    case severalInputs([String])
    /// The server has a model of another name.
    case otherModel(String, wanted: String)
    /// No server was found at any of the places, at least one.
    case nobody([Attempt])
    /// A server was found, and the call failed.
    case call(ClientError, ServerAddress)
}

extension PredictionError: DiagnosticError {
    /// One diagnostic.
    public var diagnostics: [Diagnostic] { [diagnostic] }

    private var diagnostic: Diagnostic {
        switch self {
        case .nothingToSend(let folder):
            Diagnostic(
                "there is nothing to send", at: folder.appending(ProjectFile.name).string,
                try: "declare a `sample` there, which is sent when nothing else is given",
                "write --input NAME=VALUE, --input NAME=@FILE, or --json VALUE")
        case .contradiction(let address, let interface):
            Diagnostic(
                "\(address.scheme.rawValue):// is not the protocol of --interface \(interface.rawValue)",
                at: "\(address)", try: "leave out --interface")
        case .unreadable(let file, let reason):
            Diagnostic("the input cannot be read: \(reason)", at: file.string)
        case .unwritable(let file, let reason):
            Diagnostic("an output cannot be kept: \(reason)", at: file.string)
        case .notJSON(let reason):
            Diagnostic(
                "the input is not JSON: \(reason)",
                try: "write --input NAME=VALUE for anything that is not JSON; text in JSON stands in quotes")
        case .severalInputs(let names):
            Diagnostic(
                names.isEmpty
                    ? "the server names no input of its model"
                    : "the model has several inputs: \(names.joined(separator: ", "))",
                try: names.isEmpty
                    ? "write --input NAME=VALUE" : names.map { "--input \($0)=@FILE" }.joined(separator: " "))
        case .otherModel(let name, let wanted):
            Diagnostic("the server has the model \(name), not \(wanted)", try: "leave out --model, or write \(name)")
        case .nobody(let attempts): Self.diagnostic(of: attempts)
        case .call(let error, let address): Self.diagnostic(of: error, from: address)
        }
    }

    private static func diagnostic(of attempts: [Attempt]) -> Diagnostic {
        // Where somebody is, that is worth more than where nobody is.
        if let other = attempts.first(where: { $0.isOther }) { return diagnostic(of: other.error, from: other.address) }
        let places = attempts.map { $0.address.description }
        let reasons = attempts.map(\.reason)
        let isRefused = reasons.allSatisfy { $0 == "connection refused" }
        let where_ =
            Set(attempts.map(\.address.hostAndPort)).count == 1
            ? attempts[0].address.hostAndPort : places.joined(separator: " and ")
        return Diagnostic(
            isRefused ? "nothing listens on \(where_)" : "there is no connection to \(where_): \(reasons[0])",
            remedies: isRefused
                ? ["start it with `chassis-build run`, or a container with its port published (-p)"]
                : ["look at the address, and whether the server can be reached from here"])
    }

    private static func diagnostic(of error: ClientError, from address: ServerAddress) -> Diagnostic {
        let message = "\(error)"
        let place = "\(address)"
        switch error {
        case .wrongProtocol:
            return Diagnostic(message, at: place, try: "write \(otherScheme(of: address)) instead")
        case .unavailable(_, let retryAfter):
            return Diagnostic(
                message, at: place,
                try: retryAfter == nil
                    ? "ask again in a moment; if it stays so, the server's log says why" : "ask again in a moment")
        case .deadlineExceeded: return Diagnostic(message, at: place, try: "give it more time with --timeout SECONDS")
        case .refused(.http(404), _):
            return Diagnostic(message, at: place, try: "look what is served with `curl \(place)/v1/models`")
        case .refused(.http(413), _), .refused(.grpc(8), _):
            return Diagnostic(message, at: place, try: "send less, or raise the server's limit")
        case .itemFailed(let failure):
            return Diagnostic("the model has no answer: \(failure.message)", at: place)
        case .ambiguous: return Diagnostic(message, at: place, try: "write --model NAME")
        case .untrusted:
            return Diagnostic(
                message, at: place, try: "write --ca-file FILE with the certificate of the server's authority")
        case .disconnected:
            return Diagnostic(message, at: place, try: "look at the server's log: it may have crashed")
        default: return Diagnostic(message, at: place)
        }
    }

    private static func otherScheme(of address: ServerAddress) -> String {
        let other: ServerAddress.Scheme =
            switch address.scheme {
            case .grpc: .http
            case .http: .grpc
            case .grpcs: .https
            case .https: .grpcs
            }
        return "\(ServerAddress(other, host: address.host, port: address.port))"
    }
}

extension PredictionError.Attempt {
    /// Whether somebody is there, who speaks something else.
    fileprivate var isOther: Bool {
        if case .wrongProtocol = error { true } else { false }
    }

    fileprivate var reason: String {
        if case .unreachable(_, let reason) = error { reason } else { "\(error)" }
    }
}
