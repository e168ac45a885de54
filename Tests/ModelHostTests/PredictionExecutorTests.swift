import ChassisModel
import Dispatch
import Synchronization
import Testing

@testable import ModelHost

@Suite struct PredictionExecutorTests {
    @Test func `predictions that block every thread do not hold up other tasks`() async throws {
        let host = await loadedHost(of: HookedModel.self)
        let gate = Gate()
        let (entered, entering) = AsyncStream.makeStream(of: Void.self)
        let wasOpened = Events<Bool>()
        let count = PredictionExecutor.defaultThreadCount
        let requests = Task {
            let hook = Hook(onPredict: { _ in
                entering.yield()
                wasOpened.append(gate.waitBlocking())
            })
            await Hook.$current.withValue(hook) {
                await withTaskGroup { group in
                    for _ in 0..<count {
                        group.addTask { _ = try? await host.predict(items("1")) }
                    }
                }
            }
        }
        for await _ in entered.prefix(count) {}
        // Every thread is blocked now. A task of the shared pool runs all the same, and opens the gate.
        await Task.detached { gate.open() }.value
        await requests.value
        #expect(wasOpened.all == Array(repeating: true, count: count))
    }

    @Test func `a model loads without holding up other tasks`() async throws {
        let gate = Gate()
        let wasOpened = Events<Bool>()
        let count = PredictionExecutor.defaultThreadCount
        let (entered, entering) = AsyncStream.makeStream(of: Void.self)
        let loading = Task {
            let hook = Hook(onLoad: {
                entering.yield()
                wasOpened.append(gate.waitBlocking())
            })
            await Hook.$current.withValue(hook) {
                await withTaskGroup { group in
                    for _ in 0..<count { group.addTask { _ = await loadedHost(of: HookedModel.self) } }
                }
            }
        }
        for await _ in entered.prefix(count) {}
        await Task.detached { gate.open() }.value
        await loading.value
        #expect(wasOpened.all == Array(repeating: true, count: count))
    }

    @Test func `different requests are answered at the same time`() async throws {
        let host = await loadedHost(of: HookedModel.self)
        let (both, arriving) = AsyncStream.makeStream(of: Void.self)
        let arrived = Mutex(0)
        // Each prediction waits, without blocking a thread, until the other has begun.
        let hook = Hook(onPredict: { _ in
            let number = arrived.withLock {
                $0 += 1
                return $0
            }
            if number == 2 { arriving.finish() }
            for await _ in both {}
        })
        let outcomes = try await Hook.$current.withValue(hook) {
            async let one = host.predict(items("1"))
            async let two = host.predict(items("2"))
            return try await one + two
        }
        #expect(outcomes.map { $0.text() } == ["2", "4"])
    }

    @Test func `jobs run in the order in which they came, on a thread of the executor`() async throws {
        let executor = try PredictionExecutor(threadCount: 1)
        let order = Events<Int>()
        let gate = Gate()
        await withTaskGroup { group in
            group.addTask(executorPreference: executor) { _ = gate.waitBlocking() }
            for number in 0..<20 {
                group.addTask(executorPreference: executor) { order.append(number) }
            }
            gate.open()
        }
        #expect(order.all == Array(0..<20))
    }

    @Test func `a closed queue lets waiting threads go`() async {
        let queue = JobQueue()
        let waiting = Task.detached { queue.next() == nil }
        queue.close()
        #expect(await waiting.value)
        #expect(queue.next() == nil)
    }

    @Test func `an executor without threads is a mistake of ours`() async {
        await #expect(processExitsWith: .failure) {
            _ = try PredictionExecutor(threadCount: 0)
        }
    }
}
