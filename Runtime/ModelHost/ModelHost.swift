public import ChassisModel
public import Logging

/// The data plane behind every protocol: it holds the one model, and every rule about answering items is here.
///
/// An item is checked before the model sees it: every declared input is there, none that was not declared, none larger
/// than its limit. The items of one request are answered one after the other (or in batches, by a batch model), and
/// different requests at the same time. An item that fails does so alone.
///
/// Models are loaded and asked on threads of the host's own, never on Swift's shared pool or an event loop, so a model
/// may compute without ever suspending. The threads end with the host.
public final class ModelHost: Sendable {
    /// Where the model stands.
    public enum State: Sendable, Equatable {
        /// It is being loaded, or will be.
        case loading
        /// It answers.
        case ready
        /// It could not be loaded, for the reason given; it will not answer.
        case failed(String)
        /// The process is about to end. It comes last, from any other state.
        case draining
    }

    /// What the model says about itself; known before it is loaded.
    public let metadata: ModelMetadata
    /// Whether the model can explain its predictions; known before it is loaded.
    public let explains: Bool

    private let lifecycle = ModelLifecycle()
    private let logger: Logger
    private let makeModel: @Sendable () async throws -> any Model

    /// A host of one `model`, which finds its files through `context`. Nothing is loaded before ``load()``.
    ///
    /// The type says how it is asked: as a ``TypedModel`` or a ``RawModel`` (as the former, if it is both), in batches
    /// and for explanations if it conforms to those protocols too.
    public init<M: Model>(_ model: M.Type, context: ModelContext, logger: Logger) {
        metadata = M.metadata
        explains = model is any TypedExplainingModel.Type || model is any RawExplainingModel.Type
        self.logger = logger
        makeModel = { try await M(context: context) }
    }

    /// Where the model stands now.
    public var state: State { lifecycle.state }

    /// The current state, then every change of it; it ends when the host is released.
    public func states() -> AsyncStream<State> { lifecycle.states() }

    /// Loads the model; returns when it is ready or has failed. Called once.
    ///
    /// A failure is logged as an error and becomes the state ``State/failed(_:)``.
    public func load() async {
        lifecycle.beginLoading()
        do {
            let executor = try PredictionExecutor()
            let model = try await withTaskExecutorPreference(executor) { try await makeModel() }
            let predictor = try ModelAdapter(metadata: metadata, logger: logger).predictor(for: model)
            lifecycle.becomeReady(.init(predictor: predictor, executor: executor))
            logger.info("the model is loaded")
        } catch {
            logger.error("cannot load the model: \(error)")
            lifecycle.becomeFailed("\(error)")
        }
    }

    /// Waits until the model is loaded or has failed, for at most `limit`, and says where it stands then.
    ///
    /// It returns early, too, when the host begins to drain or the calling task is cancelled.
    public func waitUntilLoaded(atMost limit: Duration) async -> State {
        guard state == .loading else { return state }
        await withTaskGroup { group in
            group.addTask { [states = states()] in
                for await state in states where state != .loading { return }
            }
            group.addTask {
                try? await Task.sleep(for: limit)  // it throws when the wait is over before the limit: not a failure
            }
            await group.next()
            group.cancelAll()
        }
        return state
    }

    /// Stops being ready; predictions that are running or already accepted are finished.
    ///
    /// ``predict(_:options:)`` and ``explain(_:)`` go on answering if the model is loaded: who accepts no new request is
    /// the protocol. May be called more than once, from any thread.
    public func beginDraining() {
        lifecycle.beginDraining()
    }

    /// Predicts from each item: as many outcomes as items, in their order.
    ///
    /// When the calling task is cancelled, the model is not asked about the remaining items, which fail.
    /// - Throws: ``HostUnavailable`` when the model is not loaded.
    public func predict(_ items: [NamedBytes], options: PredictionOptions = PredictionOptions())
        async throws(HostUnavailable) -> [ItemOutcome]
    {
        let loaded = try lifecycle.loaded()
        return await withTaskExecutorPreference(loaded.executor) {
            await loaded.predictor.predict(items, options: options)
        }
    }

    /// Explains each item: as many outcomes as items, in their order; each has the one key `explanation`, JSON.
    ///
    /// Every item of a model that does not explain fails as ``ItemFailure/Cause/unsupported``.
    /// - Throws: ``HostUnavailable`` when the model is not loaded.
    public func explain(_ items: [NamedBytes]) async throws(HostUnavailable) -> [ItemOutcome] {
        let loaded = try lifecycle.loaded()
        return await withTaskExecutorPreference(loaded.executor) {
            await loaded.predictor.explain(items)
        }
    }
}
