import ChassisModel
import ModelHost
import Testing

@Suite struct ExplanationTests {
    @Test func `a model that does not explain says so for every item`() async throws {
        let host = await loadedHost(of: HookedModel.self)
        #expect(!host.explains)
        let outcomes = try await host.explain(items("1", "x"))
        let failure = ItemFailure(.unsupported, "this model does not explain its predictions")
        #expect(outcomes == [.failure(failure), .failure(failure)])
    }

    @Test func `a prediction stands when what was asked beside it is not there`() async throws {
        let host = await loadedHost(of: HookedModel.self)
        let options = PredictionOptions(explain: true, detectDrift: true)
        let outcome = try await host.predict(items("4"), options: options)[0]
        #expect(outcome.text() == "8")
        #expect(outcome.text("explanation") == #"{"error":"this model does not explain its predictions"}"#)
        #expect(outcome.text("drift") == #"{"error":"this model does not detect drift"}"#)
    }

    @Test func `nothing is added that was not asked for`() async throws {
        let host = await loadedHost(of: BatchModel.self)
        #expect(try await host.predict(items("4"))[0].get().keys.sorted() == ["results.json"])
    }

    @Test func `an explanation that fails leaves the prediction, and is logged`() async throws {
        let log = LogRecorder()
        let host = await loadedHost(of: BatchModel.self, log: log)
        let outcomes = try await host.predict(items("4", "5"), options: PredictionOptions(explain: true))
        #expect(outcomes[0].text("explanation") == #"{"because":"a/b of 4"}"#)
        #expect(outcomes[1].text() == #"{"together":2,"value":5}"#)
        #expect(outcomes[1].text("explanation") == #"{"error":"weights are all zero"}"#)
        #expect(log.errors.map(\.item) == ["1"])
    }

    @Test func `explaining fails item by item`() async throws {
        let host = await loadedHost(of: BatchModel.self)
        #expect(host.explains)
        let outcomes = try await host.explain(items("4", "5", "6", "x"))
        #expect(try outcomes[0].get() == ["explanation": Array(#"{"because":"a/b of 4"}"#.utf8)])
        #expect(outcomes[1].failure == ItemFailure(.model, "weights are all zero"))
        #expect(outcomes[2].failure == ItemFailure(.invalidInput, "6 has no reasons"))
        #expect(outcomes[3].failure?.cause == .invalidInput)
    }

    @Test func `raw explanations must be JSON`() async throws {
        let host = await loadedHost(of: RawBatchExplainer.self)
        #expect(host.explains)
        let outcomes = try await host.explain(items("{\"a\":[1]}", "[1,]"))
        #expect(outcomes[0].text("explanation") == "{\"a\":[1]}")
        #expect(
            outcomes[1].failure
                == ItemFailure(
                    .model,
                    "explanation: the model returned bytes that are not JSON: expected a value at byte 3"))
    }
}
