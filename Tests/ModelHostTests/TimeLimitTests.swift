import ChassisModel
import Synchronization
import Testing

@testable import ModelHost

@Suite(.timeLimit(.minutes(1))) struct TimeLimitTests {
    /// Long enough for a thread to begin with a prediction on a machine that does much else.
    private static let limit = Duration.milliseconds(250)

    /// Whether the model answers, sooner or later.
    private func answers(_ host: ModelHost) async -> Bool {
        for _ in 0..<40 {
            if let outcomes = try? await host.predict(items("2")) { return outcomes[0].text() == "4" }
        }
        return false
    }

    private func host(concurrency: Int = 1) async -> ModelHost {
        var limits = HostLimits(metadata: HookedModel.metadata)
        limits.concurrency = concurrency
        limits.queueLength = 100
        limits.predictTimeout = Self.limit
        return await loadedHost(of: HookedModel.self, limits: limits)
    }

    @Test func `the model is cancelled when the time is up, and its slot is free again`() async throws {
        let host = await host()
        let errors = Events<String>()
        let hook = Hook(onPredict: { input in
            guard input == 1 else { return }
            do { try await Task.sleep(for: .seconds(3600)) } catch {
                errors.append("\(type(of: error))")
                throw error
            }
        })
        await Hook.$current.withValue(hook) {
            await #expect(throws: HostUnavailable.timedOut(Self.limit)) { try await host.predict(items("1")) }
            await eventually("the model returns") { host.metrics.predictionsRunning.value == 0 }
            #expect(await answers(host))
        }
        #expect(errors.all == ["CancellationError"])
    }

    @Test func `a model that pays no heed keeps its slot, and every caller is told all the same`() async throws {
        let count = PredictionExecutor.defaultThreadCount
        let host = await host(concurrency: count)
        let gate = Gate()
        let begun = Events<Int>()
        let hook = Hook(onPredict: { input in
            begun.append(input)
            _ = gate.waitBlocking()
        })
        try await Hook.$current.withValue(hook) { () async throws in
            // No thread is left for those that wait.
            try await withThrowingTaskGroup { group in
                for _ in 0..<(count + 40) {
                    group.addTask {
                        await #expect(throws: HostUnavailable.timedOut(Self.limit)) {
                            try await host.predict(items("1"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(begun.all.count == count)
            #expect(host.metrics.predictionsRunning.value == count)
            #expect(host.metrics.queueLength.value == 0)
            await #expect(throws: HostUnavailable.timedOut(Self.limit)) { try await host.predict(items("1")) }
            gate.open()
            await eventually("the models return") { host.metrics.predictionsRunning.value == 0 }
            #expect(begun.all.count == count)
            #expect(await answers(host))
        }
    }

    @Test func `those that are late end in the order in which they came, and no others`() async throws {
        let metrics = HostMetrics(modelName: "m")
        let slots = Slots(limit: 1, running: metrics.predictionsRunning, waiting: metrics.queueLength)
        let threads = try PredictionExecutor(threadCount: 1)
        let deadlines = Deadlines(limit: .seconds(3600))
        let calls = (0..<3).map { _ in HostCall(itemCount: 1, threads: threads, slots: slots) }
        let before = ContinuousClock.now
        let tickets = calls.map { deadlines.add($0) }
        let after = ContinuousClock.now
        deadlines.remove(tickets[1])
        deadlines.expire(at: before + .seconds(3599))
        deadlines.expire(at: after + .seconds(3601))
        for call in calls { call.slotGranted() }
        let late = HostCall.Answer.failure(.timedOut(.seconds(3600)))
        #expect(await calls[0].answer { [] } == late)
        #expect(await calls[1].answer { [] } == .success([]))
        #expect(await calls[2].answer { [] } == late)
    }

    @Test func `an alarm can be moved forward, and rings once`() async {
        let rings = Events<ContinuousClock.Instant>()
        let (rang, ringing) = AsyncStream.makeStream(of: Void.self)
        let alarm = Alarm {
            rings.append(.now)
            ringing.yield()
        }
        let start = ContinuousClock.now
        alarm.set(for: start + .seconds(3600))
        alarm.set(for: start + .milliseconds(5))
        alarm.set(for: start + .seconds(7200))
        for await _ in rang { break }
        #expect(rings.all.count == 1)
        #expect(rings.all.allSatisfy { $0 >= start + .milliseconds(5) })
        alarm.set(for: .now)
        for await _ in rang { break }
        #expect(rings.all.count == 2)
    }
}
