import ChassisModel
import Logging

/// Finds out what kind of model a loaded model is, and makes it a ``LoadedModel``.
///
/// A kind a function: within each, the compiler knows that batches, explanations and single predictions have the same
/// types, and nothing has to be cast.
struct ModelAdapter {
    let metadata: ModelMetadata
    let limits: HostLimits
    let slots: Slots
    let executor: PredictionExecutor
    let metrics: HostMetrics
    let logger: Logger

    /// - Throws: ``UnservableModel`` for a model that conforms to ``Model`` alone or declares no input or output.
    func adapt(_ model: any Model) throws(UnservableModel) -> LoadedModel {
        guard !metadata.inputs.isEmpty else { throw .declaresNoInput }
        guard !metadata.outputs.isEmpty else { throw .declaresNoOutput }
        switch model {
        case let model as any TypedBatchModel & TypedExplainingModel: return typedBatchExplaining(model)
        case let model as any TypedBatchModel: return typedBatch(model)
        case let model as any TypedExplainingModel: return typedExplaining(model)
        case let model as any TypedModel: return typed(model)
        case let model as any RawBatchModel & RawExplainingModel: return rawBatchExplaining(model)
        case let model as any RawBatchModel: return rawBatch(model)
        case let model as any RawExplainingModel: return rawExplaining(model)
        case let model as any RawModel: return raw(model)
        default: throw .doesNotPredict(type: "\(type(of: model))")
        }
    }

    private func runner<Input: Sendable, Output: Sendable>(_ served: ServedModel<Input, Output>) -> LoadedModel {
        let groupSize = served.predictBatch == nil ? 1 : limits.batchSizeMax
        let steps = ItemSteps(model: served, inputs: metadata.inputs, logger: logger, metrics: metrics)
        var quiet = steps
        quiet.logger.logLevel = .critical
        quiet.metrics = HostMetrics(modelName: metrics.modelName)
        return LoadedModel(
            predictor: ItemRunner(steps: steps, groupSize: groupSize),
            quietPredictor: ItemRunner(steps: quiet, groupSize: groupSize), batching: batching(steps),
            executor: executor)
    }

    private func batching<Input: Sendable, Output: Sendable>(_ steps: ItemSteps<Input, Output>)
        -> (any BatchingPredictor)?
    {
        guard limits.batchWait > .zero else { return nil }
        guard steps.model.predictBatch != nil else {
            logger.warning("requests do not wait for each other: this model takes no batches")
            return nil
        }
        guard limits.batchSizeMax > 1 else {
            logger.warning("requests do not wait for each other: a batch holds one item; raise MAX_BATCH_SIZE")
            return nil
        }
        return BatchRunner(
            steps: steps, batcher: Batcher(steps: steps, limits: limits, slots: slots, threads: executor))
    }

    // MARK: Typed models

    private func typed<M: TypedModel>(_ model: M) -> LoadedModel {
        runner(served(model))
    }

    private func typedBatch<M: TypedBatchModel>(_ model: M) -> LoadedModel {
        var served = served(model)
        served.predictBatch = { try await model.predict(batch: $0) }
        return runner(served)
    }

    private func typedExplaining<M: TypedExplainingModel>(_ model: M) -> LoadedModel {
        var served = served(model)
        served.explain = { try OutputJSON.encode(await model.explain($0), named: "explanation") }
        return runner(served)
    }

    private func typedBatchExplaining<M: TypedBatchModel & TypedExplainingModel>(_ model: M) -> LoadedModel {
        var served = served(model)
        served.predictBatch = { try await model.predict(batch: $0) }
        served.explain = { try OutputJSON.encode(await model.explain($0), named: "explanation") }
        return runner(served)
    }

    private func served<M: TypedModel>(_ model: M) -> ServedModel<M.Input, M.Output> {
        let decoder = InputDecoder(inputs: metadata.inputs)
        let outputName = metadata.outputs[0].name
        return ServedModel(
            decode: { try decoder.decode(M.Input.self, from: $0) },
            encode: { [outputName: try OutputJSON.encode($0, named: outputName)] },
            predict: { try await model.predict($0) })
    }

    // MARK: Raw models

    private func raw<M: RawModel>(_ model: M) -> LoadedModel {
        runner(served(model))
    }

    private func rawBatch<M: RawBatchModel>(_ model: M) -> LoadedModel {
        var served = served(model)
        served.predictBatch = { try await model.predict(batch: $0) }
        return runner(served)
    }

    private func rawExplaining<M: RawExplainingModel>(_ model: M) -> LoadedModel {
        var served = served(model)
        served.explain = { try OutputJSON.checked(await model.explain($0), named: "explanation") }
        return runner(served)
    }

    private func rawBatchExplaining<M: RawBatchModel & RawExplainingModel>(_ model: M) -> LoadedModel {
        var served = served(model)
        served.predictBatch = { try await model.predict(batch: $0) }
        served.explain = { try OutputJSON.checked(await model.explain($0), named: "explanation") }
        return runner(served)
    }

    private func served<M: RawModel>(_ model: M) -> ServedModel<NamedBytes, NamedBytes> {
        let declared = metadata.outputs.map(\.name)
        return ServedModel(
            decode: { $0 },
            encode: { outputs in
                if let missing = declared.first(where: { outputs[$0] == nil }) {
                    throw ItemFailure(.model, "the model did not return its declared output \"\(missing)\"")
                }
                return outputs
            },
            predict: { try await model.predict($0) })
    }
}
