public import ChassisClient
public import SystemPackage

/// A question to a running server: which, what, and how often.
public struct PredictionQuery: Sendable {
    /// Where to ask; the first place where somebody speaks the protocol counts.
    public var places: [ServerAddress]
    /// What to ask.
    public var input: PredictionInput
    /// The model's name; nil for the only one.
    public var model: String?
    /// Whether the model should explain its answer.
    public var explains = false
    /// How often to ask, one call after the other, at least once.
    public var count = 1
    /// Where outputs will be written that are neither JSON nor text; nil leaves them in the answer.
    public var folder: FilePath?
    /// Time limits and headers.
    public var options = ClientOptions()

    /// A question to the server at one of `places`.
    public init(places: [ServerAddress], input: PredictionInput) {
        self.places = places
        self.input = input
    }

    /// Asks, and returns the last answer.
    /// - Throws: ``PredictionError``, `CancellationError`.
    public func run() async throws -> PredictionResult {
        var failures: [PredictionError.Attempt] = []
        for place in places {
            do {
                return try await place.scheme.isGRPC ? askOMI(at: place) : askKServe(at: place)
            } catch let error as ClientError {
                guard error.isNobody else { throw PredictionError.call(error, place) }
                failures.append(.init(address: place, error: error))
            }
        }
        throw PredictionError.nobody(failures)
    }

    /// Status comes first: it tells the names and types of inputs and outputs, and `chassisml`'s servers load their model
    /// only then.
    private func askOMI(at place: ServerAddress) async throws -> PredictionResult {
        let client = try OMIClient(place, options: options)
        let status = try await client.status()
        if let model, model != status.name { throw PredictionError.otherModel(status.name, wanted: model) }
        guard status.isReady else {
            throw ClientError.unavailable(message: status.message, retryAfter: nil)
        }
        let item = try input.item(inputs: status.inputs.map(\.name))
        let (results, durations) = try await timed { try await client.run([item], explain: explains) }
        await client.close()
        switch results.first {
        case .success(let outputs)?:
            let answer = OMIAnswer(outputs, declared: status.outputs, folder: folder)
            return PredictionResult(address: place, json: answer.json, files: answer.files, durations: durations)
        case .failure(let failure)?: throw ClientError.itemFailed(failure)
        case nil: throw ClientError.invalidAnswer(reason: "there is no output")
        }
    }

    private func askKServe(at place: ServerAddress) async throws -> PredictionResult {
        let client = try KServeClient(place, options: options)
        let name: String
        if let model { name = model } else { name = try await client.onlyModel() }
        let body = try input.body()
        let (answer, durations) = try await timed {
            try await explains ? client.explain(name, body: body) : client.predict(name, body: body)
        }
        await client.close()
        guard let folder else {
            return PredictionResult(address: place, json: answer, files: [], durations: durations)
        }
        let outputs = BinaryOutputs(in: answer, folder: folder)
        return PredictionResult(address: place, json: outputs.json, files: outputs.files, durations: durations)
    }

    private func timed<Answer>(_ call: () async throws -> Answer) async throws -> (Answer, [Duration]) {
        let clock = ContinuousClock()
        var durations: [Duration] = []
        while true {
            let start = clock.now
            let answer = try await call()
            durations.append(clock.now - start)
            if durations.count >= count { return (answer, durations) }
        }
    }
}

extension ClientError {
    /// Whether there is nobody at the address who speaks the protocol, so that another place may be the right one.
    fileprivate var isNobody: Bool {
        switch self {
        case .unreachable, .wrongProtocol: true
        default: false
        }
    }
}
