import ChassisClient
import KServeService
import Testing

@Suite(.timeLimit(.minutes(3))) struct OMIClientTests {
    @Test func `status tells the model`() async throws {
        try await withOMI(Mirror.self) { client, _ in
            let status = try await client.status()
            #expect(status.isReady)
            #expect(status.code == 200)
            #expect(status.name == "зеркало / 鏡")
            #expect(status.version == "2")
            #expect(status.author == "Ada")
            #expect(status.summary == "Turns bytes round.")
            #expect(status.inputs.map(\.name) == ["größe"])
            #expect(status.inputs.map(\.mediaTypes) == [["application/octet-stream", "application/json"]])
            #expect(status.inputs.map(\.maxSize) == ["64M"])
            #expect(status.inputs.map(\.description) == ["Any."])
            #expect(status.outputs.map(\.name) == ["ausgäbe"])
            #expect(status.outputs.map(\.mediaType) == ["application/octet-stream"])
            #expect(status.batchSize == 1)
        }
    }

    @Test func `each item has its own result, and one fails alone`() async throws {
        try await withOMI(Mirror.self) { client, _ in
            let results = try await client.run([
                ["größe": [1, 2, 3]], ["größe": Array("fail".utf8)], ["größe": []], ["no": [1]],
            ])
            #expect(results.count == 4)
            #expect(try results[0].get() == ["ausgäbe": [3, 2, 1]])
            #expect(throws: ItemFailure.self) { try results[1].get() }
            if case .failure(let failure) = results[1] { #expect(failure.message.contains("the weights are wrong")) }
            #expect(try results[2].get() == ["ausgäbe": []])
            if case .failure(let failure) = results[3] { #expect(failure.message.contains("größe")) }
            #expect(try await client.run([]).isEmpty)
        }
    }

    @Test func `explanations and drift come when they are asked for`() async throws {
        try await withOMI(Mirror.self) { client, _ in
            let plain = try await client.run([["größe": [1]]])[0].get()
            #expect(Set(plain.keys) == ["ausgäbe"])
            let explained = try await client.run([["größe": [1]]], explain: true)[0].get()
            #expect(explained["explanation"] == Array(#""it is turned round""#.utf8))
            let drift = try await client.run([["größe": [1]]], detectDrift: true)[0].get()
            #expect(Set(drift.keys) == ["ausgäbe", "drift"])
        }
    }

    @Test func `values are coded as JSON under the only names that there are`() async throws {
        try await withOMI(Doubler.self) { client, _ in
            let doubled: [String: Double] = try await client.predict(21.0)
            #expect(doubled == ["doubled": 42])
            let named = try await client.predict(2, as: [String: Int].self, input: "input", output: "results.json")
            #expect(named == ["doubled": 4])
            let unlucky = await clientError { _ = try await client.predict(13, as: [String: Double].self) }
            guard case .itemFailed(let failure)? = unlucky else {
                Issue.record("\(String(describing: unlucky))")
                return
            }
            #expect(failure.message.contains("13 is unlucky"))
            await #expect(throws: EncodingError.self) {
                try await client.predict(Double.nan, as: [String: Double].self)
            }
        }
    }

    @Test func `an answer of another type is told with its place`() async throws {
        try await withOMI(Doubler.self) { client, _ in
            let error = await clientError { _ = try await client.predict(1, as: [String: String].self) }
            guard case .invalidAnswer(let reason)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.hasPrefix("$.doubled: "))
        }
    }

    @Test func `with several inputs the one that is meant must be named`() async throws {
        try await withOMI(Album.self) { client, _ in
            let error = await clientError { _ = try await client.predict("x", as: String.self) }
            #expect(
                error == .ambiguous("the model has 2 inputs (photo, title); name the one that is meant"))
        }
    }

    @Test func `a model that is not loaded is a status, and no answer to a run`() async throws {
        try await withOMI(Sleeper.self, gate: Gate(), isLoaded: false) { client, _ in
            let status = try await client.status()
            #expect(!status.isReady)
            #expect(status.code == 503)
            let error = await clientError { _ = try await client.run([["input": [1]]]) }
            guard case .unavailable(let message, nil)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(!message.isEmpty)
        }
    }

    @Test func `shutdown is answered, and then nobody listens`() async throws {
        try await withOMI(Doubler.self) { client, server in
            server.server.onShutdownRequest { server.server.beginGracefulShutdown() }
            try await client.shutdown()
            let isGone = await eventually { await clientError { _ = try await client.status() }?.isUnreachable }
            #expect(isGone)
        }
    }

    @Test func `a message of 32 MiB goes there and back`() async throws {
        try await withOMI(Mirror.self) { client, _ in
            var bytes = [UInt8](repeating: 7, count: 32 << 20)
            bytes[0] = 1
            let output = try await client.run([["größe": bytes]])[0].get()["ausgäbe"]
            #expect(output?.count == 32 << 20)
            #expect(output?.last == 1)
        }
    }

    @Test func `a message over the server's limit is refused with the limit's name`() async throws {
        try await withOMI(Mirror.self, variables: ["OMI_MAX_MESSAGE_BYTES": "1000"]) { client, _ in
            let error = await clientError { _ = try await client.run([["größe": Array(repeating: 1, count: 2000)]]) }
            guard case .refused(.grpc(8), let message)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(message.contains("OMI_MAX_MESSAGE_BYTES"))
        }
    }

    @Test func `an answer over the client's limit is refused`() async throws {
        var options = ClientOptions.patient
        options.answerBytesMax = 1000
        try await withOMI(Mirror.self, options: options) { client, _ in
            await #expect(throws: ClientError.answerTooLarge(bytesMax: 1000)) {
                try await client.run([["größe": Array(repeating: 1, count: 2000)]])
            }
            let small = try await client.run([["größe": [1]]])
            #expect(small.count == 1)
        }
    }

    @Test func `200 calls at a time are all answered`() async throws {
        try await withOMI(Doubler.self) { client, _ in
            let sum = try await withThrowingTaskGroup(of: Double.self) { group in
                for number in 100..<300 {
                    group.addTask { try await client.predict(number, as: [String: Double].self)["doubled"] ?? 0 }
                }
                return try await group.reduce(0, +)
            }
            #expect(sum == (100..<300).reduce(0) { $0 + Double($1) * 2 })
        }
    }

    @Test func `a deadline is kept, and the client can be used afterwards`() async throws {
        let gate = Gate()
        try await withOMI(Mirror.self, gate: gate) { client, _ in
            await #expect(throws: ClientError.deadlineExceeded(after: .milliseconds(60))) {
                try await client.run([["größe": Array("wait".utf8)]], timeout: .milliseconds(60))
            }
            let result = try await client.run([["größe": [1, 2]]])[0].get()
            #expect(result == ["ausgäbe": [2, 1]])
        }
    }

    @Test func `cancelling ends a call at once`() async throws {
        let gate = Gate()
        try await withOMI(Mirror.self, gate: gate) { client, _ in
            let task = Task { try await client.run([["größe": Array("wait".utf8)]]) }
            await gate.arrival()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func `a server that ends answers what runs`() async throws {
        let gate = Gate()
        try await withOMI(Mirror.self, gate: gate) { client, server in
            async let waiting = client.run([["größe": Array("wait".utf8)]])
            await gate.arrival()
            server.server.beginGracefulShutdown()
            gate.open()
            let result = try await waiting[0].get()
            #expect(result == ["ausgäbe": Array("tiaw".utf8)])
        }
    }

    @Test func `a server that is killed in the middle of a call is told as such`() async throws {
        let gate = Gate()
        try await withOMI(Mirror.self, gate: gate) { client, server in
            let task = Task { try await client.run([["größe": Array("wait".utf8)]]) }
            await gate.arrival()
            server.kill()
            let error = await clientError { _ = try await task.value }
            guard case .disconnected(server.omi, _)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `where nobody listens the address is told`() async throws {
        let address = try await withServer(KServeServer.self, of: Doubler.self) { $0.omi }
        let client = try OMIClient(address)
        let error = await clientError { _ = try await client.status() }
        #expect(error == .unreachable(address, reason: "connection refused"))
        #expect(error?.description == "there is no connection to grpc://127.0.0.1:\(address.port): connection refused")
    }

    @Test func `a server of HTTP/1 is found out`() async throws {
        try await withServer(KServeServer.self, of: Doubler.self) { server in
            let error = await clientError { _ = try await OMIClient(server.omi).status() }
            guard case .wrongProtocol(server.omi, _)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `what cannot be a client is none`() throws {
        #expect(throws: ClientError.self) { try OMIClient(ServerAddress(.http, host: "localhost")) }
        var options = ClientOptions()
        options.authoritiesFile = "/no/such/file.pem"
        #expect(
            throws: ClientError.invalidAuthorities(
                file: "/no/such/file.pem", reason: "no readable file of certificates in PEM")
        ) {
            try OMIClient(ServerAddress(.grpcs, host: "localhost"), options: options)
        }
    }
}

extension ClientError {
    fileprivate var isUnreachable: Bool {
        switch self {
        case .unreachable, .disconnected: true
        default: false
        }
    }
}

/// Whether `condition` is true within a few seconds.
private func eventually(_ condition: () async -> Bool?) async -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(20)
    while clock.now < end {
        if await condition() == true { return true }
        await Task.yield()
    }
    return false
}
