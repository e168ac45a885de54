import ChassisModel
import Synchronization
import Testing

@testable import ModelHost

@Suite(.timeLimit(.minutes(1))) struct WarmUpTests {
    private func host(sample: String?, limits: HostLimits? = nil, log: LogRecorder) -> ModelHost {
        ModelHost(
            HookedModel.self, context: ModelContext(modelDirectory: "/none"), limits: limits,
            sample: sample.map { ["input": Array($0.utf8)] }, logger: log.logger)
    }

    @Test func `the model predicts from the sample once, before it is ready`() async throws {
        let log = LogRecorder()
        let host = host(sample: "3", log: log)
        let seen = Events<ModelHost.State>()
        let hook = Hook(onPredict: { input in
            #expect(input == 3)
            seen.append(host.state)
        })
        await Hook.$current.withValue(hook) { await host.load() }
        #expect(seen.all == [.loading])
        #expect(host.state == .ready)
        #expect(host.sample == ["input": [UInt8(ascii: "3")]])
        #expect(!log.lines.contains { $0.level >= .warning })
        #expect(host.metrics.text.contains(#"request_predict_seconds_count{model_name="hooked"} 0"#))
        #expect(host.metrics.text.contains("chassis_model_ready 1"))
    }

    @Test func `a sample that fails is a warning, and the model is ready`() async throws {
        for sample in ["x", "3"] {
            let log = LogRecorder()
            let host = host(sample: sample, log: log)
            await Hook.$current.withValue(Hook(onPredict: { _ in throw Broken() })) { await host.load() }
            let reason =
                sample == "x" ? "input: not JSON: expected a value at byte 0" : "weights are all zero"
            #expect(
                log.lines.filter { $0.level >= .warning } == [
                    LogRecorder.Line(
                        level: .warning, message: "the model cannot predict from the sample: \(reason)", item: nil)
                ])
            #expect(host.state == .ready)
        }
    }

    @Test func `a sample that takes too long does not hold up the model`() async throws {
        let log = LogRecorder()
        var limits = HostLimits(metadata: HookedModel.metadata)
        limits.predictTimeout = .milliseconds(10)
        let host = host(sample: "3", limits: limits, log: log)
        let hook = Hook(onPredict: { _ in try await Task.sleep(for: .seconds(3600)) })
        await Hook.$current.withValue(hook) { await host.load() }
        #expect(host.state == .ready)
        #expect(log.lines.filter { $0.level == .warning }.count == 1)
    }

    @Test func `without a sample nothing is predicted`() async {
        let log = LogRecorder()
        let host = host(sample: nil, log: log)
        await Hook.$current.withValue(Hook(onPredict: { _ in Issue.record("asked") })) { await host.load() }
        #expect(host.sample == nil)
        #expect(host.state == .ready)
        host.beginDraining()
        #expect(host.metrics.text.contains("chassis_model_ready 0"))
    }
}
