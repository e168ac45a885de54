import ChassisModel
import ModelHost
import Testing

@Suite struct RawModelTests {
    private func item(_ caption: String) -> NamedBytes {
        ["picture": [9], "caption": Array(caption.utf8)]
    }

    @Test func `an output that the model forgets fails its item and is named`() async throws {
        let log = LogRecorder()
        let host = await loadedHost(of: RawPictureModel.self, log: log)
        let outcomes = try await host.predict([item(""), item("forget")])
        #expect(outcomes[0].failure == nil)
        #expect(
            outcomes[1].failure == ItemFailure(.model, #"the model did not return its declared output "mask""#))
        #expect(log.errors.map(\.item) == ["1"])
    }

    @Test func `what the model throws says who is at fault`() async throws {
        let log = LogRecorder()
        let host = await loadedHost(of: RawPictureModel.self, log: log)
        let outcomes = try await host.predict([item("refuse"), item("break"), item("")])
        #expect(outcomes[0].failure == ItemFailure(.invalidInput, "no such picture"))
        #expect(outcomes[1].failure == ItemFailure(.model, "weights are all zero"))
        #expect(outcomes[2].failure == nil)
        #expect(
            log.errors == [
                LogRecorder.Line(level: .error, message: "an item failed: weights are all zero", item: "1")
            ])
        #expect(
            log.lines.contains(
                LogRecorder.Line(level: .debug, message: "an item failed: no such picture", item: "0")))
    }

    @Test func `outputs that were not declared are passed on`() async throws {
        let host = await loadedHost(of: RawPictureModel.self)
        let options = PredictionOptions(explain: true, detectDrift: true)
        let outcomes = try await host.predict([item("more")], options: options)
        #expect(
            try outcomes[0].get() == ["label": [1], "mask": [2], "extra": [3], "drift": [4], "explanation": [5]])
    }
}
