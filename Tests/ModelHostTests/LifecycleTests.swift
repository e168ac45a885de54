import ChassisModel
import ModelHost
import Testing

@Suite(.timeLimit(.minutes(1))) struct LifecycleTests {
    private func host<M: Model>(_ model: M.Type, log: LogRecorder = LogRecorder()) -> ModelHost {
        ModelHost(model, context: ModelContext(modelDirectory: "/none"), logger: log.logger)
    }

    @Test func `a model that cannot be loaded leaves its reason in the state, the log and every refusal`() async {
        let log = LogRecorder()
        let host = await loadedHost(of: Unloadable.self, log: log)
        let reason = "\(ModelFileError(path: "/models/w", reason: "No such file or directory"))"
        #expect(host.state == .failed(reason))
        #expect(log.errors.map(\.message) == ["cannot load the model: \(reason)"])
        await #expect(throws: HostUnavailable.loadFailed(reason)) { try await host.predict(items("1")) }
        await #expect(throws: HostUnavailable.loadFailed(reason)) { try await host.explain(items("1")) }
        #expect(await host.waitUntilLoaded(atMost: .seconds(3600)) == .failed(reason))
    }

    @Test func `a model that does not say how it predicts cannot be served`() async {
        let host = await loadedHost(of: Mute.self)
        #expect(
            host.state
                == .failed(
                    "Mute conforms to Model, which does not say how it predicts; "
                        + "let it conform to TypedModel or RawModel"))
    }

    @Test func `nothing is predicted before the model is loaded`() async throws {
        let host = host(HookedModel.self)
        #expect(host.state == .loading)
        #expect(host.metadata.name == "hooked")
        await #expect(throws: HostUnavailable.loading) { try await host.predict(items("1")) }
        #expect(await host.waitUntilLoaded(atMost: .zero) == .loading)
        await host.load()
        #expect(host.state == .ready)
        #expect(try await host.predict(items("1"))[0].text() == "2")
    }

    @Test func `a wait ends when the model is loaded, not at its limit`() async throws {
        let host = host(HookedModel.self)
        async let state = host.waitUntilLoaded(atMost: .seconds(3600))
        await host.load()
        #expect(await state == .ready)
    }

    @Test func `a wait ends when its task is cancelled`() async {
        let host = host(HookedModel.self)
        let waiting = Task { await host.waitUntilLoaded(atMost: .seconds(3600)) }
        waiting.cancel()
        #expect(await waiting.value == .loading)
    }

    @Test func `a host that drains answers what was accepted`() async throws {
        let host = await loadedHost(of: HookedModel.self)
        host.beginDraining()
        host.beginDraining()
        #expect(host.state == .draining)
        #expect(try await host.predict(items("21"))[0].text() == "42")
    }

    @Test func `a host that drains before it was loaded refuses, and lets waiters go`() async throws {
        let host = host(HookedModel.self)
        async let state = host.waitUntilLoaded(atMost: .seconds(3600))
        host.beginDraining()
        #expect(await state == .draining)
        await #expect(throws: HostUnavailable.draining) { try await host.predict(items("1")) }
        await host.load()
        #expect(host.state == .draining)
        #expect(try await host.predict(items("1"))[0].text() == "2")
    }

    @Test func `every listener sees the current state first, and then each change`() async {
        let host = host(HookedModel.self)
        let early = host.states()
        await host.load()
        let late = host.states()
        host.beginDraining()
        #expect(await Array(early.prefix(3)) == [.loading, .ready, .draining])
        #expect(await Array(late.prefix(2)) == [.ready, .draining])
    }

    @Test func `a listener that leaves takes nothing from the others`() async {
        let host = host(HookedModel.self)
        let leaving = Task { [states = host.states()] in for await _ in states {} }
        let staying = host.states()
        leaving.cancel()
        await leaving.value
        await host.load()
        #expect(await Array(staying.prefix(2)) == [.loading, .ready])
    }

    @Test func `listening ends with the host`() async throws {
        var host: ModelHost? = host(Unloadable.self)
        let states = try #require(host).states()
        host = nil
        #expect(await Array(states) == [.loading])
    }
}

extension Array {
    /// The elements of `sequence`, once it has ended.
    fileprivate init<Sequence: AsyncSequence>(_ sequence: Sequence) async
    where Sequence.Element == Element, Sequence.Failure == Never {
        self = []
        for await element in sequence { append(element) }
    }
}
