import ChassisModel
import ModelHost
import Testing

@Suite struct HostLimitsTests {
    private static let metadata = ModelMetadata(
        name: "m", version: "1", timeouts: ModelTimeouts(run: .seconds(7)), batchSize: 4)

    @Test func `without variables, the metadata counts`() throws {
        let limits = try HostLimits(try RuntimeEnvironment(variables: [:]), metadata: Self.metadata)
        #expect(limits == HostLimits(metadata: Self.metadata))
        #expect(limits.concurrency >= 2)
        #expect(limits.queueLength == 1000)
        #expect(limits.predictTimeout == .seconds(7))
        #expect(limits.batchSizeMax == 4)
        #expect(limits.batchWait == .zero)
    }

    @Test func `every limit has a variable`() throws {
        let variables = [
            "MAX_CONCURRENCY": "3", "MAX_QUEUE": "0", "PREDICT_TIMEOUT": "0.5", "MAX_BATCH_SIZE": "32",
            "MAX_BATCH_WAIT": "0.002",
        ]
        let limits = try HostLimits(try RuntimeEnvironment(variables: variables), metadata: Self.metadata)
        #expect(limits.concurrency == 3)
        #expect(limits.queueLength == 0)
        #expect(limits.predictTimeout == .milliseconds(500))
        #expect(limits.batchSizeMax == 32)
        #expect(limits.batchWait == .milliseconds(2))
    }

    @Test func `a time of zero is no limit, from the environment and from the metadata`() throws {
        let environment = try RuntimeEnvironment(variables: ["PREDICT_TIMEOUT": "0"])
        #expect(try HostLimits(environment, metadata: Self.metadata).predictTimeout == nil)
        var metadata = Self.metadata
        metadata.timeouts.run = .zero
        #expect(HostLimits(metadata: metadata).predictTimeout == nil)
    }

    @Test(arguments: [
        ("MAX_CONCURRENCY", "0", "a whole number from 1 to 1024"),
        ("MAX_CONCURRENCY", "2.5", "a whole number from 1 to 1024"),
        ("MAX_QUEUE", "-1", "a whole number from 0 to 1000000"),
        ("MAX_BATCH_SIZE", "x", "a whole number from 1 to 65536"),
        ("MAX_BATCH_WAIT", "-1", "a number of seconds from 0 to 86400"),
        ("PREDICT_TIMEOUT", "1m", "a number of seconds from 0 to 86400"),
    ])
    func `a limit that is none is refused by name`(name: String, text: String, expected: String) throws {
        let environment = try RuntimeEnvironment(variables: [name: text])
        #expect(throws: RuntimeEnvironmentError.malformed(name: name, value: text, expected: expected)) {
            try HostLimits(environment, metadata: Self.metadata)
        }
    }
}
