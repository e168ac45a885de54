import ChassisModel
import ModelHost
import Synchronization
import Testing

@Suite struct CancellationTests {
    @Test func `a cancelled request stops between items, and is not an error of the model`() async throws {
        let log = LogRecorder()
        let host = await loadedHost(of: HookedModel.self, log: log)
        let (started, starting) = AsyncStream.makeStream(of: Int.self)
        let request = Task {
            let hook = Hook(onPredict: { input in
                starting.yield(input)
                if input == 2 { try await Task.sleep(for: .seconds(3600)) }
            })
            return try await Hook.$current.withValue(hook) {
                try await host.predict(items("1", "2", "3", "4"))
            }
        }
        for await input in started where input == 2 { break }
        request.cancel()
        let outcomes = try await request.value
        #expect(outcomes[0].text() == "2")
        let cancelled = ItemFailure(.model, "cancelled")
        #expect(outcomes[1...].map(\.failure) == [cancelled, cancelled, cancelled])
        #expect(log.errors.isEmpty)
    }

    @Test func `a model that pays no heed to the cancelling is not asked again`() async throws {
        let host = await loadedHost(of: HookedModel.self)
        let asked = Mutex<[Int]>([])
        let request = Task {
            let hook = Hook(onPredict: { input in
                asked.withLock { $0.append(input) }
                withUnsafeCurrentTask { $0?.cancel() }
            })
            return try await Hook.$current.withValue(hook) {
                try await host.predict(items("1", "2", "x"))
            }
        }
        let outcomes = try await request.value
        #expect(outcomes[0].text() == "2")
        #expect(outcomes[1].failure == ItemFailure(.model, "cancelled"))
        #expect(outcomes[2].failure == ItemFailure(.model, "cancelled"))
        #expect(asked.withLock { $0 } == [1])
    }
}
