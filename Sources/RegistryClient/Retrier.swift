/// Sends a request again when that may help.
///
/// Requests wait while their host's gate is closed. One that is not repeatable is sent once; who sent it finds out what
/// became of it, and has its own count.
struct Retrier: HTTPExchange {
    let next: any HTTPExchange
    let patience: Patience

    func send(_ request: RegistryRequest) async throws -> RegistryResponse {
        var failures = 0
        while true {
            try await patience.gate.pass()
            let failure: Failure
            do {
                let response = try await next.send(request)
                let after = response.retryAfter(now: patience.timing.secondsSinceEpoch())
                guard let cause = RetryCause(status: response.status, after: after) else { return response }
                failure = Failure(cause: cause, result: .success(response))
            } catch let error as TransportError {
                guard let cause = error.retryCause else { throw error }
                failure = Failure(cause: cause, result: .failure(error))
            } catch let error as TransientAnswer {
                failure = Failure(cause: error.cause, result: .failure(error))
            }
            failures += 1
            guard request.isRepeatable else { return try failure.result.get() }
            guard try await patience.wait(after: failure.cause, failures: failures) else {
                return try failure.told(host: request.url.origin.authority, tries: failures)
            }
            if case .success(let response) = failure.result { await response.discard() }
        }
    }

    private struct Failure {
        let cause: RetryCause
        let result: Result<RegistryResponse, any Error>

        /// The answer as it is, or the error in the words for a user.
        func told(host: String, tries: Int) throws -> RegistryResponse {
            do {
                return try result.get()
            } catch is TransportError {
                throw RegistryError.unreachable(host: host, tries: tries, reason: cause.description)
            } catch let error as TransientAnswer {
                throw error.error
            }
        }
    }
}
