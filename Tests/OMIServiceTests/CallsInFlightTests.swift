import RPCServer
import Testing

@testable import ModelRPC

@Suite(.timeLimit(.minutes(1)))
struct CallsInFlightTests {
    @Test func `a call that comes while draining is refused`() async throws {
        let calls = CallsInFlight()
        calls.beginDraining()
        let error = await #expect(throws: RPCStatus.self) { try await calls.answering { Issue.record("answered") } }
        #expect(error?.code == .unavailable)
        await calls.drained()
    }

    @Test func `a call that fails is over`() async throws {
        let calls = CallsInFlight()
        await #expect(throws: CancellationError.self) { try await calls.answering { throw CancellationError() } }
        calls.beginDraining()
        await calls.drained()
    }

    @Test func `draining waits for the calls that came before`() async throws {
        let calls = CallsInFlight()
        let (begun, mayAnswer, drained) = (Gate(), Gate(), Gate())
        async let call: Void = calls.answering {
            begun.open()
            await mayAnswer.wait()
            #expect(!drained.isOpen)
        }
        await begun.wait()
        async let waiting: Void = {
            await calls.drained()
            drained.open()
        }()
        calls.beginDraining()
        mayAnswer.open()
        try await call
        await waiting
    }

    @Test func `what runs until draining is cancelled then, and not before`() async throws {
        let calls = CallsInFlight()
        let (begun, cancelled) = (Gate(), Gate())
        async let running: Void = calls.untilDraining {
            begun.open()
            await withTaskCancellationHandler {
                await Gate().wait()
            } onCancel: {
                cancelled.open()
            }
        }
        await begun.wait()
        #expect(!cancelled.isOpen)
        calls.beginDraining()
        try await running
        #expect(cancelled.isOpen)
        try await calls.untilDraining { await Gate().wait() }
    }

    @Test func `a task that is cancelled waits no longer`() async {
        let calls = CallsInFlight()
        let waiting = Task { await calls.drained() }
        waiting.cancel()
        await waiting.value
        #expect(!calls.isDraining)
    }
}
