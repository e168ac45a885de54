import Testing

@testable import ModelHost

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where answers are made of outcomes.
@Suite struct ItemOutcomeTests {
    @Test(arguments: [(65_536, true), (65_537, false)])
    func `a small answer is written by the caller's executor, a large one on the pool`(
        byteCount: Int, staysHere: Bool
    ) async throws {
        let half = [UInt8](repeating: 0, count: byteCount / 2)
        let rest = [UInt8](repeating: 0, count: byteCount - half.count)
        let outcomes: [ItemOutcome] = [.success(["a": half]), .failure(.cancelled), .success(["b": rest])]
        let threads = await Task(executorPreference: try PredictionExecutor(threadCount: 1)) {
            let before = pthread_self()
            let during = await outcomes.answer { pthread_self() }
            return (before, during, pthread_self())
        }.value
        #expect((threads.0 == threads.1) == staysHere)
        #expect(threads.0 == threads.2)
    }

    @Test func `what cannot be written is told`() async {
        struct Unwritable: Error {}
        for byteCount in [1, 100_000] {
            let outcomes: [ItemOutcome] = [.success(["a": [UInt8](repeating: 0, count: byteCount)])]
            await #expect(throws: Unwritable.self) { try await outcomes.answer { throw Unwritable() } }
        }
    }
}
