import ChassisModel
import ModelHost
import Testing

@Suite struct BatchTests {
    @Test func `items come in groups of at most the batch size, in order`() async throws {
        let host = await loadedHost(of: BatchModel.self)
        let outcomes = try await host.predict(items("1", "2", "3", "4", "5", "6", "7"))
        #expect(
            outcomes.map { $0.text() } == [
                #"{"together":3,"value":1}"#, #"{"together":3,"value":2}"#, #"{"together":3,"value":3}"#,
                #"{"together":3,"value":4}"#, #"{"together":3,"value":5}"#, #"{"together":3,"value":6}"#,
                #"{"together":1,"value":7}"#,
            ])
    }

    @Test func `items that are refused take no place in a group`() async throws {
        let host = await loadedHost(of: BatchModel.self)
        let outcomes = try await host.predict(items("1", "x", "2", "3", "4", "y"))
        #expect(outcomes.map { $0.failure?.cause } == [nil, .invalidInput, nil, nil, nil, .invalidInput])
        #expect(outcomes[3].text() == #"{"together":3,"value":3}"#)
        #expect(outcomes[4].text() == #"{"together":1,"value":4}"#)
    }

    @Test func `a batch that throws is tried one by one, so that its bad item fails alone`() async throws {
        let log = LogRecorder()
        let host = await loadedHost(of: BatchModel.self, log: log)
        let outcomes = try await host.predict(items("1", "13", "2", "3"))
        #expect(outcomes[0].text() == #"{"together":1,"value":1}"#)
        #expect(outcomes[1].failure == ItemFailure(.model, "weights are all zero"))
        #expect(outcomes[2].text() == #"{"together":1,"value":2}"#)
        #expect(outcomes[3].text() == #"{"together":1,"value":3}"#)
        #expect(log.errors.map(\.item) == ["1"])
    }

    @Test func `a batch with too few outputs is tried one by one`() async throws {
        let host = await loadedHost(of: BatchModel.self)
        let outcomes = try await host.predict(items("17", "2"))
        #expect(outcomes.map { $0.text() } == [#"{"together":1,"value":17}"#, #"{"together":1,"value":2}"#])
    }

    @Test func `an output that cannot be written fails alone, without asking again`() async throws {
        let host = await loadedHost(of: BatchModel.self)
        let outcomes = try await host.predict(items("1", "99"))
        #expect(outcomes[0].text() == #"{"together":2,"value":1}"#)
        #expect(
            outcomes[1].failure
                == ItemFailure(.model, "results.json.value: the model returned nan, which JSON cannot express"))
    }

    @Test func `raw models are asked in batches as well`() async throws {
        let host = await loadedHost(of: RawBatchExplainer.self)
        let outcomes = try await host.predict(items("a", "b", "c"))
        #expect(outcomes.map { $0.text("out") } == ["2", "2", "1"])
    }

    @Test func `a request without items has no outcomes`() async throws {
        let host = await loadedHost(of: BatchModel.self)
        #expect(try await host.predict([]).isEmpty)
        #expect(try await host.explain([]).isEmpty)
    }
}
