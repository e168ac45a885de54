import JSONCoding
import NIOHTTP1

/// A client of a server that speaks KServe's HTTP protocols: Chassis's own, `kserve`'s, KServe in front of either.
///
/// Bodies are JSON as bytes, which are sent and returned as they are; ``predict(_:model:as:timeout:)`` does the coding.
///
/// ```swift
/// let client = try KServeClient(ServerAddress(parsing: "http://localhost:8080", default: .http))
/// let scores: [Double] = try await client.predict(pixels, model: "digits")
/// ```
///
/// Every call throws ``ClientError``, or `CancellationError` as soon as its task is cancelled. A status from 300 on is an
/// error: ``ClientError/unavailable(message:retryAfter:)`` for 503, else ``ClientError/refused(_:message:)`` with what
/// the server says. Redirects are not followed.
public final class KServeClient: Sendable {
    /// How many calls go over HTTP/1.1 at a time, each on a connection of its own. More wait for their turn, for
    /// ``ClientOptions/connectTimeout`` at most.
    public static let concurrentCallsMax = 256

    /// Where the server is.
    public let address: ServerAddress
    private let connections: HTTPConnections

    /// A client of the server at `address`, whose scheme is `http` or `https`.
    /// - Throws: ``ClientError/invalidAddress(_:reason:)`` and ``ClientError/invalidAuthorities(file:reason:)``.
    public init(_ address: ServerAddress, options: ClientOptions = ClientOptions()) throws {
        guard !address.scheme.isGRPC else {
            throw ClientError.invalidAddress("\(address)", reason: "this client speaks HTTP: write http://")
        }
        self.address = address
        connections = try HTTPConnections(address, options: options)
    }

    /// The names of the models that are served, ready or not, in the server's order.
    public func models(timeout: Duration? = nil) async throws -> [String] {
        struct List: Decodable { let models: [String] }
        return try Self.decoded(List.self, try await success("/v1/models", timeout: timeout)).models
    }

    /// Whether `model` is ready. A server that says so, or does not answer for the time being, is an answer.
    public func isReady(_ model: String, timeout: Duration? = nil) async throws -> Bool {
        struct Status: Decodable { let ready: Bool }
        do {
            let body = try await success("/v1/models/\(model.pathComponent)", timeout: timeout)
            // Servers of kserve before 0.15 say "True", and say it only when they are.
            return (try? Self.decoded(Status.self, body).ready) ?? true
        } catch ClientError.unavailable {
            return false
        }
    }

    /// Sends `body`, `{"instances":[…]}`, to `model` and returns `{"predictions":[…]}`.
    public func predict(_ model: String, body: [UInt8], timeout: Duration? = nil) async throws -> [UInt8] {
        try await success("/v1/models/\(model.pathComponent):predict", body: body, timeout: timeout)
    }

    /// Sends `body`, `{"instances":[…]}`, to `model` and returns what it explains, mostly `{"predictions":[…],
    /// "explanations":[…]}`. A model that does not explain is a ``ClientError/refused(_:message:)`` with HTTP 501.
    public func explain(_ model: String, body: [UInt8], timeout: Duration? = nil) async throws -> [UInt8] {
        try await success("/v1/models/\(model.pathComponent):explain", body: body, timeout: timeout)
    }

    /// Predicts from one value: encodes it as the one instance, and decodes the one prediction.
    /// - Parameter model: not needed when the server has one, which is asked for each time.
    /// - Throws: ``ClientError``; `EncodingError` for a value that JSON does not have.
    public func predict<Input: Encodable, Output: Decodable>(
        _ instance: Input, model: String? = nil, as: Output.Type = Output.self, timeout: Duration? = nil
    ) async throws -> Output {
        let predictions: [Output] = try await predict(each: [instance], model: model, timeout: timeout)
        return predictions[0]
    }

    /// Predicts from each of `instances`: as many predictions as instances, in their order.
    ///
    /// The protocol has no failure of one instance alone: when some fail, the call does.
    /// - Throws: as ``predict(_:model:as:timeout:)``.
    public func predict<Input: Encodable, Output: Decodable>(
        each instances: [Input], model: String? = nil, as: Output.Type = Output.self, timeout: Duration? = nil
    ) async throws -> [Output] {
        let body = try JSON.encode(InstancesRequest(instances: instances))
        let name: String
        if let model { name = model } else { name = try await onlyModel(timeout: timeout) }
        let answer = try Self.decoded(
            PredictionsAnswer<Output>.self, try await predict(name, body: body, timeout: timeout))
        guard answer.predictions.count == instances.count else {
            throw ClientError.invalidAnswer(
                reason: "there are \(answer.predictions.count) predictions for \(instances.count) instances")
        }
        return answer.predictions
    }

    /// The server's one model.
    /// - Throws: ``ClientError/ambiguous(_:)`` when it has several or none.
    public func onlyModel(timeout: Duration? = nil) async throws -> String {
        let models = try await models(timeout: timeout)
        guard models.count == 1 else {
            let names = models.isEmpty ? "no model" : "\(models.count) models (\(models.joined(separator: ", ")))"
            throw ClientError.ambiguous("the server has \(names); name the one that is meant")
        }
        return models[0]
    }

    /// Ends all connections. Calls that run fail, later ones throw ``ClientError/closed``. A client that is released is
    /// closed by itself.
    public func close() async {
        await connections.close()
    }

    /// The body of a success.
    func success(_ path: String, body: [UInt8]? = nil, timeout: Duration?) async throws -> [UInt8] {
        let answer = try await connections.send(path, body: body, timeout: timeout)
        guard (200..<300).contains(answer.status) else { throw Self.error(answer) }
        return answer.body
    }

    private static func error(_ answer: HTTPConnections.Answer) -> ClientError {
        let message = ErrorMessage.text(of: answer.body)
        guard answer.status == 503 else { return .refused(.http(answer.status), message: message) }
        // Seconds; the other form, a date, is not used by servers of models (RFC 9110 §10.2.3).
        let seconds = answer.headers.first(name: "Retry-After").flatMap { UInt32($0) }
        return .unavailable(message: message, retryAfter: seconds.map { .seconds(Int64($0)) })
    }

    private static func decoded<Value: Decodable>(_ type: Value.Type, _ json: [UInt8]) throws -> Value {
        do {
            return try JSON.decode(type, from: json)
        } catch {
            throw ClientError.invalidAnswer(reason: AnswerProblem.text(of: error))
        }
    }
}
