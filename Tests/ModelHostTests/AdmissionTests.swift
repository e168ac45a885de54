import ChassisModel
import Synchronization
import Testing

@testable import ModelHost

@Suite(.timeLimit(.minutes(1))) struct AdmissionTests {
    private func limits(concurrency: Int, queueLength: Int, timeout: Duration? = nil) -> HostLimits {
        var limits = HostLimits(metadata: HookedModel.metadata)
        limits.concurrency = concurrency
        limits.queueLength = queueLength
        limits.predictTimeout = timeout
        return limits
    }

    /// A hook that waits, without a thread, until the stream ends.
    private func hook(waitingFor release: AsyncStream<Void>, _ body: @escaping @Sendable (Int) -> Void) -> Hook {
        Hook(onPredict: { input in
            body(input)
            for await _ in release {}
        })
    }

    @Test(arguments: [1, 2])
    func `no more predictions run at one time than may, and the others follow in order`(most: Int) async throws {
        let host = await loadedHost(of: HookedModel.self, limits: limits(concurrency: most, queueLength: 100))
        let begun = Events<Int>()
        let running = Mutex((now: 0, most: 0))
        let gate = Gate()
        let hook = Hook(onPredict: { input in
            begun.append(input)
            running.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            _ = gate.waitBlocking()
            await Task.yield()
            running.withLock { $0.now -= 1 }
        })
        try await Hook.$current.withValue(hook) { () async throws in
            try await withThrowingTaskGroup { group in
                for number in 0..<30 {
                    group.addTask {
                        let outcomes = try await host.predict(items("\(number)"))
                        #expect(outcomes[0].text() == "\(number * 2)")
                    }
                    let waiting = max(0, number + 1 - most)
                    await eventually("request \(number) is not taken in") {
                        host.metrics.queueLength.value == waiting && begun.all.count == min(most, number + 1)
                    }
                }
                gate.open()
                try await group.waitForAll()
            }
        }
        #expect(running.withLock { $0.most } == most)
        // Of two threads, one may fall behind by any number of requests.
        #expect(most == 1 ? begun.all == Array(0..<30) : begun.all.sorted() == Array(0..<30))
        #expect(host.metrics.queueLength.value == 0)
        #expect(host.metrics.predictionsRunning.value == 0)
    }

    @Test func `a request beyond the queue is refused at once, and never reaches the model`() async throws {
        let host = await loadedHost(of: HookedModel.self, limits: limits(concurrency: 1, queueLength: 2))
        let (release, releasing) = AsyncStream.makeStream(of: Void.self)
        let begun = Events<Int>()
        try await Hook.$current.withValue(hook(waitingFor: release) { begun.append($0) }) { () async throws in
            try await withThrowingTaskGroup { group in
                for number in 0..<3 { group.addTask { try await host.predict(items("\(number)")) } }
                await eventually("two wait") { host.metrics.queueLength.value == 2 }
                await #expect(throws: HostUnavailable.busy(queueLength: 2)) { try await host.predict(items("9")) }
                await #expect(throws: HostUnavailable.busy(queueLength: 2)) { try await host.predict(items("9")) }
                #expect(host.state == .ready)
                releasing.finish()
                for try await outcomes in group { #expect(outcomes[0].failure == nil) }
            }
            #expect(Set(begun.all) == [0, 1, 2])
            #expect(try await host.predict(items("4"))[0].text() == "8")
        }
    }

    @Test func `without a queue, one request after the other is never refused`() async throws {
        let host = await loadedHost(of: HookedModel.self, limits: limits(concurrency: 1, queueLength: 0))
        for number in 0..<500 {
            #expect(try await host.predict(items("\(number)"))[0].text() == "\(number * 2)")
        }
    }

    @Test func `a waiting caller that is cancelled leaves the queue at once`() async throws {
        let host = await loadedHost(of: HookedModel.self, limits: limits(concurrency: 1, queueLength: 1))
        let (release, releasing) = AsyncStream.makeStream(of: Void.self)
        let begun = Events<Int>()
        try await Hook.$current.withValue(hook(waitingFor: release) { begun.append($0) }) { () async throws in
            let first = Task { try await host.predict(items("1")) }
            await eventually("the first runs") { begun.all == [1] }
            for _ in 0..<50 {
                let second = Task { try await host.predict(items("2", "x")) }
                await eventually("the second waits") { host.metrics.queueLength.value == 1 }
                second.cancel()
                let cancelled = ItemFailure(.model, "cancelled")
                #expect(try await second.value.map(\.failure) == [cancelled, cancelled])
                #expect(host.metrics.queueLength.value == 0)
            }
            let third = Task { try await host.predict(items("3")) }
            await eventually("the third waits") { host.metrics.queueLength.value == 1 }
            releasing.finish()
            #expect(try await first.value[0].text() == "2")
            #expect(try await third.value[0].text() == "6")
        }
        #expect(begun.all == [1, 3])
    }

    @Test func `a caller that was cancelled before it came takes nothing`() async throws {
        let host = await loadedHost(of: HookedModel.self, limits: limits(concurrency: 1, queueLength: 0))
        for _ in 0..<50 {
            let request = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await host.predict(items("1"))
            }
            #expect(try await request.value[0].failure == ItemFailure(.model, "cancelled"))
        }
        #expect(try await host.predict(items("1"))[0].text() == "2")
    }

    @Test func `explanations take slots as well`() async throws {
        var limits = HostLimits(metadata: BatchModel.metadata)
        limits.concurrency = 1
        limits.queueLength = 0
        let host = await loadedHost(of: BatchModel.self, limits: limits)
        #expect(host.limits == limits)
        for _ in 0..<50 { #expect(try await host.explain(items("4"))[0].failure == nil) }
    }

    @Test func `callers that come, go and lose patience in any order get one answer each, and leave no slot taken`()
        async throws
    {
        let host = await loadedHost(
            of: HookedModel.self, limits: limits(concurrency: 2, queueLength: 20, timeout: .milliseconds(3)))
        let hook = Hook(onPredict: { input in
            for _ in 0..<(input % 7) { await Task.yield() }
            if input.isMultiple(of: 11) { try await Task.sleep(for: .seconds(3600)) }
        })
        await Hook.$current.withValue(hook) {
            await withTaskGroup { group in
                for number in 0..<600 {
                    group.addTask {
                        let request = Task { try await host.predict(items("\(number)")) }
                        if number.isMultiple(of: 5) {
                            for _ in 0..<(number % 17) { await Task.yield() }
                            request.cancel()
                        }
                        switch await request.result {
                        case .success(let outcomes):
                            let text = outcomes[0].text()
                            #expect(text == "\(number * 2)" || outcomes[0].failure == .cancelled)
                        case .failure(let error):
                            let isExpected =
                                switch error as? HostUnavailable {
                                case .busy(queueLength: 20), .timedOut(.milliseconds(3)): true
                                default: false
                                }
                            #expect(isExpected)
                        }
                    }
                }
            }
        }
        await eventually("every slot is given back") { host.metrics.predictionsRunning.value == 0 }
        #expect(host.metrics.queueLength.value == 0)
    }
}
