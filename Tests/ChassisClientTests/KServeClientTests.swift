import ChassisClient
import OMIService
import Testing

@Suite(.timeLimit(.minutes(3))) struct KServeClientTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `models are listed, and found under any name`() async throws {
        try await withKServe(Mirror.self) { client, _ in
            #expect(try await client.models() == ["зеркало / 鏡"])
            #expect(try await client.onlyModel() == "зеркало / 鏡")
            #expect(try await client.isReady("зеркало / 鏡"))
            let body = Array(#"{"instances":[{"b64":"AQID"}]}"#.utf8)
            #expect(text(try await client.predict("зеркало / 鏡", body: body)) == #"{"predictions":[{"b64":"AwIB"}]}"#)
            let explained = text(try await client.explain("зеркало / 鏡", body: body))
            #expect(explained == #"{"predictions":[{"b64":"AwIB"}],"explanations":["it is turned round"]}"#)
        }
    }

    @Test func `values are coded as JSON`() async throws {
        try await withKServe(Doubler.self) { client, _ in
            let doubled: [String: Double] = try await client.predict(21.0)
            #expect(doubled == ["doubled": 42])
            let each: [[String: Int]] = try await client.predict(each: [1, 2, 3], model: "doubler")
            #expect(each == [["doubled": 2], ["doubled": 4], ["doubled": 6]])
            #expect(try await client.predict(each: [Double](), as: [String: Double].self).isEmpty)
            let error = await clientError { _ = try await client.predict(1, as: [String: String].self) }
            guard case .invalidAnswer(let reason)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.hasPrefix("$.predictions[0].doubled: "))
        }
    }

    @Test func `what the server says about a failure is passed on`() async throws {
        try await withKServe(Doubler.self) { client, _ in
            func error(_ body: String, _ model: String = "doubler") async -> ClientError? {
                await clientError { _ = try await client.predict(model, body: Array(body.utf8)) }
            }
            #expect(
                await error(#"{"instances":[1]}"#, "nope")
                    == .refused(.http(404), message: "Model with name nope does not exist."))
            #expect(await error(#"{"instances":[-1]}"#)?.status == .http(400))
            #expect(await error("{")?.status == .http(400))
            let unlucky = await error(#"{"instances":[1,13]}"#)
            #expect(unlucky?.status == .http(500))
            #expect(unlucky?.description.contains("instance 1: ") == true)
            #expect(unlucky?.description.contains("13 is unlucky") == true)
            let unexplained = await clientError {
                _ = try await client.explain("doubler", body: Array(#"{"instances":[1]}"#.utf8))
            }
            #expect(unexplained?.status == .http(501))
        }
    }

    @Test func `a model that is not loaded is not ready`() async throws {
        try await withKServe(Sleeper.self, gate: Gate(), isLoaded: false) { client, _ in
            let isReady = try await client.isReady("sleeper")
            #expect(!isReady)
            let error = await clientError {
                _ = try await client.predict("sleeper", body: Array(#"{"instances":[1]}"#.utf8))
            }
            guard case .unavailable(let message, _)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(message == "Model with name sleeper is not ready.")
            #expect(await clientError { _ = try await client.isReady("other") }?.status == .http(404))
        }
    }

    @Test func `a message of a MiB goes there and back`() async throws {
        try await withKServe(Mirror.self) { client, _ in
            let digits = [UInt8](repeating: UInt8(ascii: "A"), count: 1 << 20)
            let body = Array(#"{"instances":[{"b64":""#.utf8) + digits + Array(#""}]}"#.utf8)
            let answer = try await client.predict("зеркало / 鏡", body: body)
            #expect(answer == Array(#"{"predictions":[{"b64":""#.utf8) + digits + Array(#""}]}"#.utf8))
        }
    }

    @Test func `an answer over the client's limit is refused`() async throws {
        var options = ClientOptions.patient
        options.answerBytesMax = 10
        try await withKServe(Doubler.self, options: options) { client, _ in
            await #expect(throws: ClientError.answerTooLarge(bytesMax: 10)) { try await client.models() }
        }
    }

    @Test func `200 calls at a time are all answered`() async throws {
        try await withKServe(Doubler.self) { client, _ in
            let sum = try await withThrowingTaskGroup(of: Double.self) { group in
                for number in 100..<300 {
                    group.addTask {
                        try await client.predict(number, model: "doubler", as: [String: Double].self)["doubled"] ?? 0
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(sum == (100..<300).reduce(0) { $0 + Double($1) * 2 })
        }
    }

    @Test func `a deadline is kept while the model computes`() async throws {
        let gate = Gate()
        try await withKServe(Mirror.self, gate: gate) { client, _ in
            await #expect(throws: ClientError.deadlineExceeded(after: .milliseconds(60))) {
                try await client.predict(
                    "зеркало / 鏡", body: Array(#"{"instances":[{"b64":"d2FpdA=="}]}"#.utf8), timeout: .milliseconds(60))
            }
        }
    }

    @Test func `cancelling ends a call at once`() async throws {
        let gate = Gate()
        try await withKServe(Mirror.self, gate: gate) { client, _ in
            let body = Array(#"{"instances":[{"b64":"d2FpdA=="}]}"#.utf8)
            let task = Task { try await client.predict("зеркало / 鏡", body: body) }
            await gate.arrival()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func `where nobody listens the address is told`() async throws {
        let address = try await withServer(OMIServer.self, of: Doubler.self) { $0.kserve }
        let error = await clientError { _ = try await KServeClient(address).models() }
        #expect(error == .unreachable(address, reason: "connection refused"))
    }

    @Test func `a server of gRPC is found out`() async throws {
        try await withServer(OMIServer.self, of: Doubler.self) { server in
            let error = await clientError { _ = try await KServeClient(server.kserve).models() }
            guard case .wrongProtocol(server.kserve, _)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a closed client says so`() async throws {
        try await withKServe(Doubler.self) { client, _ in
            await client.close()
            await client.close()
            await #expect(throws: ClientError.closed) { try await client.models() }
        }
    }

    @Test func `a client of HTTP has an address of HTTP`() {
        #expect(throws: ClientError.self) { try KServeClient(ServerAddress(.grpc, host: "localhost")) }
    }
}

extension ClientError {
    fileprivate var status: ServerStatus? {
        if case .refused(let status, _) = self { status } else { nil }
    }
}
