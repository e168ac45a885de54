import ChassisModel
import Synchronization
import Testing

@testable import ModelHost

/// What a test sees of a ``TogetherModel``, and has it do. The model finds it by its folder, because a batch belongs to
/// no one request whose task it could come with.
private final class Probe: Sendable {
    private static let all = Mutex<[String: Probe]>([:])

    let directory = "/probe/\(UInt64.random(in: 0...(.max)))"
    let calls = Events<[Int]>()
    let onCall: @Sendable ([Int]) async throws -> Void

    init(onCall: @escaping @Sendable ([Int]) async throws -> Void = { _ in }) {
        self.onCall = onCall
        Self.all.withLock { $0[directory] = self }
    }

    static func find(_ directory: String) -> Probe? { all.withLock { $0[directory] } }

    /// A loaded host of `model` with this probe.
    func host<M: Model>(of model: M.Type, _ limits: HostLimits, log: LogRecorder = LogRecorder()) async -> ModelHost {
        let host = ModelHost(
            model, context: ModelContext(modelDirectory: directory), limits: limits, logger: log.logger)
        await host.load()
        return host
    }
}

/// Answers each number with itself and a word; refuses multiples of 13 and all that are with them.
private struct TogetherModel: TypedBatchModel, TypedExplainingModel {
    static let metadata = ModelMetadata(name: "together", version: "1", batchSize: 4)
    private let probe: Probe?

    init(context: ModelContext) { probe = Probe.find(context.modelDirectory) }

    func predict(batch: [Int]) async throws -> [String] {
        probe?.calls.append(batch)
        try await probe?.onCall(batch)
        if let bad = batch.first(where: { $0.isMultiple(of: 13) }) { throw InvalidInput("\(bad) is unlucky") }
        return batch.map { "answer \($0)" }
    }

    func explain(_ input: Int) -> String { "because \(input)" }
}

/// The same with bytes.
private struct RawTogetherModel: RawBatchModel {
    static let metadata = ModelMetadata(
        name: "raw", version: "1", outputs: [ModelOutput(name: "out", mediaType: .text)], batchSize: 4)
    private let probe: Probe?

    init(context: ModelContext) { probe = Probe.find(context.modelDirectory) }

    func predict(batch: [NamedBytes]) -> [NamedBytes] {
        probe?.calls.append([batch.count])
        return batch.map { ["out": $0["input"] ?? []] }
    }
}

@Suite(.timeLimit(.minutes(1))) struct BatchingTests {
    private func limits(
        size: Int = 4, wait: Duration, concurrency: Int = 1, queueLength: Int = 1000, timeout: Duration? = nil
    ) -> HostLimits {
        var limits = HostLimits(metadata: TogetherModel.metadata)
        limits.batchSizeMax = size
        limits.batchWait = wait
        limits.concurrency = concurrency
        limits.queueLength = queueLength
        limits.predictTimeout = timeout
        return limits
    }

    private func text(_ number: Int) -> String { "\"answer \(number)\"" }

    private static let cancelled = ItemFailure(.model, "cancelled")

    @Test func `items of several requests fill one batch, and each request gets its own`() async throws {
        let probe = Probe()
        let host = await probe.host(of: TogetherModel.self, limits(wait: .seconds(3600)))
        async let one = host.predict(items("1"))
        async let two = host.predict(items("2", "x", "3"))
        async let three = host.predict(items("4"))
        #expect(try await one.map { $0.text() } == [text(1)])
        #expect(try await two.map { $0.text() } == [text(2), nil, text(3)])
        #expect(try await two[1].failure?.cause == .invalidInput)
        #expect(try await three.map { $0.text() } == [text(4)])
        #expect(probe.calls.all.map { $0.sorted() } == [[1, 2, 3, 4]])
        #expect(host.metrics.text.contains("chassis_batch_size_sum 4\nchassis_batch_size_count 1\n"))
    }

    @Test func `raw models get batches of several requests as well`() async throws {
        let probe = Probe()
        let host = await probe.host(of: RawTogetherModel.self, limits(size: 2, wait: .seconds(3600)))
        async let one = host.predict(items("a"))
        async let two = host.predict(items("b"))
        #expect(try await one[0].text("out") == "a")
        #expect(try await two[0].text("out") == "b")
        #expect(probe.calls.all == [[2]])
    }

    @Test func `a batch that is not full begins when its first item has waited`() async throws {
        let probe = Probe()
        let host = await probe.host(of: TogetherModel.self, limits(wait: .milliseconds(5)))
        let start = ContinuousClock.now
        #expect(try await host.predict(items("1"))[0].text() == text(1))
        #expect(.now >= start + .milliseconds(5))
        #expect(try await host.predict(items("2", "3"))[1].text() == text(3))
        #expect(probe.calls.all == [[1], [2, 3]])
    }

    @Test func `a request larger than a batch is cut`() async throws {
        let probe = Probe()
        let host = await probe.host(of: TogetherModel.self, limits(wait: .milliseconds(1)))
        let outcomes = try await host.predict(items("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"))
        #expect(outcomes.map { $0.text() } == (1...10).map(text))
        #expect(probe.calls.all == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]])
    }

    @Test func `nobody waits for others unless asked to`() async throws {
        let probe = Probe()
        let host = await probe.host(of: TogetherModel.self, limits(wait: .zero))
        async let one = host.predict(items("1"))
        async let two = host.predict(items("2"))
        #expect(try await [one[0].text(), two[0].text()] == [text(1), text(2)])
        #expect(Set(probe.calls.all) == [[1], [2]])
    }

    @Test func `while the model is busy, batches grow`() async throws {
        let gate = Gate()
        let probe = Probe { batch in if batch == [1] { _ = gate.waitBlocking() } }
        let host = await probe.host(of: TogetherModel.self, limits(size: 8, wait: .microseconds(1)))
        try await withThrowingTaskGroup { group in
            group.addTask { try await host.predict(items("1")) }
            await eventually("the model is busy") { probe.calls.all == [[1]] }
            for number in 2...6 { group.addTask { try await host.predict(items("\(number)")) } }
            await eventually("five wait") { host.metrics.queueLength.value == 5 }
            gate.open()
            for try await outcomes in group { #expect(outcomes[0].failure == nil) }
        }
        #expect(probe.calls.all.first == [1])
        // A place is taken before an item is decoded, so the last of them may come a moment too late.
        #expect(probe.calls.all.dropFirst().joined().sorted() == [2, 3, 4, 5, 6])
        #expect(probe.calls.all.count <= 3)
    }

    @Test func `a bad item fails alone, and its neighbours in other requests do not notice`() async throws {
        let probe = Probe()
        let log = LogRecorder()
        let host = await probe.host(of: TogetherModel.self, limits(wait: .seconds(3600)), log: log)
        async let good = host.predict(items("1", "2"))
        async let bad = host.predict(items("3", "26"))
        #expect(try await good.map { $0.text() } == [text(1), text(2)])
        #expect(try await bad[0].text() == text(3))
        #expect(try await bad[1].failure == ItemFailure(.invalidInput, "26 is unlucky"))
        #expect(probe.calls.all.count == 5)
        #expect(log.lines.contains { $0.message == "an item failed: 26 is unlucky" && $0.item == "1" })
    }

    @Test func `a cancelled request is answered at once and takes its items along`() async throws {
        let gate = Gate()
        let probe = Probe { batch in if batch == [1] { _ = gate.waitBlocking() } }
        let host = await probe.host(of: TogetherModel.self, limits(wait: .microseconds(1)))
        let first = Task { try await host.predict(items("1")) }
        await eventually("the model is busy") { probe.calls.all == [[1]] }
        let second = Task { try await host.predict(items("2", "3")) }
        let third = Task { try await host.predict(items("4")) }
        await eventually("two wait") { host.metrics.queueLength.value == 2 }
        second.cancel()
        #expect(try await second.value.map(\.failure) == [Self.cancelled, Self.cancelled])
        #expect(host.metrics.queueLength.value == 1)
        // The one whose batch has begun is answered at once as well.
        first.cancel()
        #expect(try await first.value.map(\.failure) == [Self.cancelled])
        gate.open()
        #expect(try await third.value[0].text() == text(4))
        #expect(probe.calls.all == [[1], [4]])
        #expect(host.metrics.queueLength.value == 0)
    }

    @Test func `a batch that nobody waits for is cancelled, one that somebody waits for is not`() async throws {
        let ended = Events<Bool>()
        let (release, releasing) = AsyncStream.makeStream(of: Void.self)
        let probe = Probe { batch in
            if batch.contains(1) { for await _ in release {} } else { try? await Task.sleep(for: .seconds(3600)) }
            ended.append(Task.isCancelled)
        }
        let host = await probe.host(of: TogetherModel.self, limits(size: 2, wait: .seconds(3600)))
        let one = Task { try await host.predict(items("1")) }
        let two = Task { try await host.predict(items("2")) }
        await eventually("a batch has begun") { probe.calls.all.count == 1 }
        two.cancel()
        #expect(try await two.value.map(\.failure) == [Self.cancelled])
        releasing.finish()
        #expect(try await one.value[0].text() == text(1))
        let three = Task { try await host.predict(items("3", "4")) }
        await eventually("another has begun") { probe.calls.all.count == 2 }
        three.cancel()
        #expect(try await three.value.map(\.failure) == [Self.cancelled, Self.cancelled])
        await eventually("it is cancelled") { ended.all == [false, true] }
        await eventually("its slot is free") { host.metrics.predictionsRunning.value == 0 }
    }

    @Test func `the time limit holds in a batch and before it`() async throws {
        let gate = Gate()
        let probe = Probe { _ in _ = gate.waitBlocking() }
        let limit = Duration.milliseconds(250)
        let host = await probe.host(of: TogetherModel.self, limits(wait: .microseconds(1), timeout: limit))
        await withTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    await #expect(throws: HostUnavailable.timedOut(limit)) { try await host.predict(items("1")) }
                }
            }
        }
        #expect(host.metrics.queueLength.value == 0)
        #expect(host.metrics.predictionsRunning.value == 1)
        #expect(probe.calls.all.count == 1)
        gate.open()
        await eventually("the slot is free") { host.metrics.predictionsRunning.value == 0 }
    }

    @Test func `too many waiting requests are refused, but never before a batch is full`() async throws {
        let gate = Gate()
        let probe = Probe { _ in _ = gate.waitBlocking() }
        let host = await probe.host(of: TogetherModel.self, limits(size: 2, wait: .seconds(3600), queueLength: 0))
        try await withThrowingTaskGroup { group in
            for number in 1...2 { group.addTask { try await host.predict(items("\(number)")) } }
            await eventually("the model is busy") { probe.calls.all.count == 1 }
            for number in 3...4 { group.addTask { try await host.predict(items("\(number)")) } }
            await eventually("two wait") { host.metrics.queueLength.value == 2 }
            await #expect(throws: HostUnavailable.busy(queueLength: 0)) { try await host.predict(items("5")) }
            gate.open()
            for try await outcomes in group { #expect(outcomes[0].failure == nil) }
        }
    }

    @Test func `a request without a good item asks nothing and takes no place`() async throws {
        let probe = Probe()
        let host = await probe.host(of: TogetherModel.self, limits(wait: .seconds(3600), queueLength: 0))
        for _ in 0..<20 { #expect(try await host.predict(items("x"))[0].failure?.cause == .invalidInput) }
        #expect(probe.calls.all.isEmpty)
        #expect(host.metrics.queueLength.value == 0)
    }

    @Test func `who wants an explanation does not wait for others`() async throws {
        let probe = Probe()
        let host = await probe.host(of: TogetherModel.self, limits(wait: .seconds(3600)))
        let outcomes = try await host.predict(items("1"), options: PredictionOptions(explain: true))
        #expect(outcomes[0].text("explanation") == "\"because 1\"")
        #expect(try await host.explain(items("2"))[0].text("explanation") == "\"because 2\"")
        let options = PredictionOptions(detectDrift: true)
        #expect(
            try await host.predict(items("1", "2", "3", "4"), options: options)[3].text("drift")
                == #"{"error":"this model does not detect drift"}"#)
    }

    @Test func `where there is nothing to collect, a warning says so`() async throws {
        for size in [1, 4] {
            let log = LogRecorder()
            let isSingle = size == 1
            let limits = limits(size: size, wait: .seconds(3600))
            let host =
                isSingle
                ? await Probe().host(of: TogetherModel.self, limits, log: log)
                : await Probe().host(of: HookedModel.self, limits, log: log)
            #expect(try await host.predict(items("1"))[0].failure == nil)
            let reason = isSingle ? "a batch holds one item; raise MAX_BATCH_SIZE" : "this model takes no batches"
            #expect(log.lines.contains { $0.message == "requests do not wait for each other: \(reason)" })
        }
    }

    /// What goes wrong elsewhere: rows that arrive with the wrong caller, and answers lost under load.
    @Test(arguments: [1, 3])
    func `under any load, every item gets its own answer`(concurrency: Int) async throws {
        let probe = Probe { batch in for _ in 0..<(batch.count % 3) { await Task.yield() } }
        let limits = limits(size: 8, wait: .microseconds(200), concurrency: concurrency)
        let host = await probe.host(of: TogetherModel.self, limits)
        await withTaskGroup { group in
            for number in 0..<400 {
                var random = SeededGenerator(seed: UInt64(number))
                let ids = (0..<Int.random(in: 1...20, using: &random)).map { number * 100 + $0 }
                let badIndex = Int.random(in: 0..<40, using: &random)
                let patience = Int.random(in: 0..<4, using: &random) == 0 ? Int.random(in: 0..<60, using: &random) : nil
                group.addTask {
                    await self.check(ids, badIndex: badIndex, patience: patience, host)
                }
            }
        }
        #expect(probe.calls.all.allSatisfy { (1...8).contains($0.count) })
        #expect(probe.calls.all.contains { Set($0.map { $0 / 100 }).count > 1 })
        #expect(host.metrics.queueLength.value == 0)
        await eventually("every slot is given back") { host.metrics.predictionsRunning.value == 0 }
    }

    /// Sends `ids` with an item at `badIndex` that does not decode, gives up after so many moments, and looks at every
    /// answer.
    private func check(_ ids: [Int], badIndex: Int, patience: Int?, _ host: ModelHost) async {
        let bodies = ids.enumerated().map { $0.offset == badIndex ? "no number" : "\($0.element)" }
        let request = Task { try await host.predict(bodies.map { ["input": Array($0.utf8)] }) }
        if let patience {
            for _ in 0..<patience { await Task.yield() }
            request.cancel()
        }
        guard let outcomes = try? await request.value else {
            Issue.record("nothing refuses a request here")
            return
        }
        #expect(outcomes.count == ids.count)
        for (index, outcome) in outcomes.enumerated() {
            if patience != nil, outcome.failure == Self.cancelled { continue }
            if index == badIndex {
                #expect(outcome.failure?.cause == .invalidInput)
            } else if ids[index].isMultiple(of: 13) {
                #expect(outcome.failure == ItemFailure(.invalidInput, "\(ids[index]) is unlucky"))
            } else {
                #expect(outcome.text() == text(ids[index]))
            }
        }
    }
}
