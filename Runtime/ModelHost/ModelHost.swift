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
    /// How much it does at one time, and for how long.
    public let limits: HostLimits
    /// What it counts and measures.
    public let metrics: HostMetrics
    /// An item that the model answers, for the warm-up and for pages about the model; nil when none was given.
    public let sample: NamedBytes?
    /// The type of the model, which says what it reads and writes.
    public let modelType: any Model.Type

    private let warmsUp: Bool
    private let lifecycle: ModelLifecycle
    private let admission: Admission
    private let logger: Logger
    private let makeModel: @Sendable () async throws -> any Model

    /// A host of one `model`, which finds its files through `context`. Nothing is loaded before ``load()``.
    ///
    /// The type says how it is asked: as a ``TypedModel`` or a ``RawModel`` (as the former, if it is both), in batches
    /// and for explanations if it conforms to those protocols too.
    ///
    /// - Parameters:
    ///   - limits: nil for what the model's metadata says.
    ///   - sample: an item that the model answers.
    ///   - warmsUp: whether the model is asked about the sample before it counts as ready. A failure is logged and no
    ///     more.
    ///   - metrics: nil for metrics under the model's own name.
    public init<M: Model>(
        _ model: M.Type, context: ModelContext, limits: HostLimits? = nil, sample: NamedBytes? = nil,
        warmsUp: Bool = true, metrics: HostMetrics? = nil, logger: Logger
    ) {
        metadata = M.metadata
        modelType = model
        explains = model is any TypedExplainingModel.Type || model is any RawExplainingModel.Type
        self.limits = limits ?? HostLimits(metadata: M.metadata)
        self.metrics = metrics ?? HostMetrics(modelName: M.metadata.name)
        self.sample = sample
        self.warmsUp = warmsUp
        lifecycle = ModelLifecycle(ready: self.metrics.modelReady)
        admission = Admission(limits: self.limits, metrics: self.metrics)
        self.logger = logger
        makeModel = { try await M(context: context) }
    }

    /// Where the model stands now.
    public var state: State { lifecycle.state }

    /// The current state, then every change of it; it ends when the host is released.
    public func states() -> AsyncStream<State> { lifecycle.states() }

    /// Loads the model; returns when it is ready or has failed. Called once.
    ///
    /// A failure is logged as an error and becomes the state ``State/failed(_:)``. A loaded model first predicts from
    /// the sample, if there is one; that it cannot is logged as a warning, and the model is ready all the same.
    public func load() async {
        lifecycle.beginLoading()
        do {
            let executor = try PredictionExecutor(threadCount: threadCount)
            let model = try await withTaskExecutorPreference(executor) { try await makeModel() }
            let adapter = ModelAdapter(
                metadata: metadata, limits: limits, slots: admission.slots, executor: executor, metrics: metrics,
                logger: logger)
            let loaded = try adapter.adapt(model)
            if let sample, warmsUp { await warmUp(loaded, with: sample) }
            lifecycle.becomeReady(loaded)
            logger.info("the model is loaded")
        } catch {
            logger.error("cannot load the model: \(error)")
            lifecycle.becomeFailed("\(error)")
        }
    }

    /// A thread for each prediction that may run. When requests wait for each other, one more decodes their items.
    private var threadCount: Int {
        let decoding = limits.batchWait > .zero ? 1 : 0
        return max(PredictionExecutor.defaultThreadCount, limits.concurrency) + decoding
    }

    /// Has the model predict once, so that the first caller does not wait for what it does only then.
    private func warmUp(_ loaded: LoadedModel, with item: NamedBytes) async {
        let answer = await admission.answer(itemCount: 1, on: loaded.executor) {
            await loaded.quietPredictor.predict([item], options: PredictionOptions())
        }
        do {
            for outcome in try answer.get() { _ = try outcome.get() }
        } catch {
            logger.warning("the model cannot predict from the sample: \(error)")
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
    /// When the calling task is cancelled, the model is not asked about the remaining items, which fail, and a request
    /// that still waits for the model is answered at once.
    /// - Throws: ``HostUnavailable`` when the model is not loaded, too many requests wait, or the time is up. In the last
    ///   case the work is cancelled, but counts in ``HostLimits/concurrency`` until the model returns.
    public func predict(_ items: [NamedBytes], options: PredictionOptions = PredictionOptions())
        async throws(HostUnavailable) -> [ItemOutcome]
    {
        let loaded = try lifecycle.loaded()
        guard !items.isEmpty else { return [] }
        if let batching = loaded.batching, !(options.explain && explains) {
            return try await admission.answer(itemCount: items.count, on: loaded.executor, with: batching) {
                await batching.predict(items, options: options)
            }.get()
        }
        return try await admission.answer(itemCount: items.count, on: loaded.executor) {
            await loaded.predictor.predict(items, options: options)
        }.get()
    }

    /// Explains each item: as many outcomes as items, in their order; each has the one key `explanation`, JSON.
    ///
    /// Every item of a model that does not explain fails as ``ItemFailure/Cause/unsupported``.
    /// - Throws: ``HostUnavailable``, as ``predict(_:options:)`` does.
    public func explain(_ items: [NamedBytes]) async throws(HostUnavailable) -> [ItemOutcome] {
        let loaded = try lifecycle.loaded()
        guard explains else { return items.map { _ in .failure(.doesNotExplain) } }
        guard !items.isEmpty else { return [] }
        return try await admission.answer(itemCount: items.count, on: loaded.executor) {
            await loaded.predictor.explain(items)
        }.get()
    }
}
