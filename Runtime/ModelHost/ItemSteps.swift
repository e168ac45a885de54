import ChassisModel
import Logging

/// What is done with an item, step by step: check, decode, ask, encode, and add what else was wanted. Every failure stays
/// with the item it belongs to.
struct ItemSteps<Input: Sendable, Output: Sendable>: Sendable {
    let model: ServedModel<Input, Output>
    let inputs: [ModelInput]
    var logger: Logger
    var metrics: HostMetrics

    /// The input of an item; throws ``ItemFailure`` when it is not what the model declared.
    func decode(_ item: NamedBytes) throws -> Input {
        try ItemCheck(inputs: inputs).check(item)
        return try model.decode(item)
    }

    /// The whole way of an item on its own.
    /// - Parameter index: its place in the request, for the log.
    func outcome(
        of item: NamedBytes, at index: Int, _ options: PredictionOptions, _ times: inout RequestTimes
    ) async -> ItemOutcome {
        do {
            let input: Input
            do {
                defer { times.lap(.preprocess) }
                input = try decode(item)
            }
            let output: Output
            do {
                defer { times.lap(.predict) }
                if model.predictBatch != nil { metrics.batchSize.observe(1) }
                output = try await model.predict(input)
            }
            var outcome: ItemOutcome
            do {
                defer { times.lap(.postprocess) }
                outcome = .success(try model.encode(output))
            }
            if options != PredictionOptions() { await add(options, to: &outcome, of: input, item: index, &times) }
            return outcome
        } catch {
            return failure(error, item: index)
        }
    }

    /// What the model says to explain an item.
    func explanation(of item: NamedBytes, at index: Int, _ times: inout RequestTimes) async -> ItemOutcome {
        guard let explain = model.explain else { return .failure(.doesNotExplain) }
        do {
            let input: Input
            do {
                defer { times.lap(.preprocess) }
                input = try decode(item)
            }
            defer { times.lap(.explain) }
            return .success(["explanation": try await explain(input)])
        } catch {
            return failure(error, item: index)
        }
    }

    /// What the model answers to `inputs`, in their order: from one call if it takes batches and succeeds, else from a
    /// call an item.
    /// - Parameter isWanted: whether anybody still waits for the item at an index; otherwise it counts as cancelled.
    func results(of inputs: [Input], isWanted: (Int) -> Bool = { _ in true }) async -> [Result<Output, ItemFailure>] {
        if inputs.count > 1, let outputs = await outputsOfBatch(inputs) {
            return outputs.map { .success($0) }
        }
        var results: [Result<Output, ItemFailure>] = []
        for (index, input) in inputs.enumerated() {
            results.append(isWanted(index) ? await result(of: input) : .failure(.cancelled))
        }
        return results
    }

    /// The outcome of the item at `index` of its request, which is logged if it is a failure.
    func outcome(of result: Result<Output, ItemFailure>, item index: Int) -> ItemOutcome {
        do {
            return .success(try model.encode(try result.get()))
        } catch {
            return failure(error, item: index)
        }
    }

    /// The failure of the item at `index` of its request. It is noted in the log, where the operator looks; only the
    /// model's own failures are errors there, because anyone can send a bad item.
    func failure(_ error: any Error, item index: Int) -> ItemOutcome {
        .failure(logged(error, item: index))
    }

    /// Adds to a prediction what else the request wants. It stands even when the rest fails, and an output of the model's
    /// own that has the name of an addition stays.
    func add(
        _ options: PredictionOptions, to outcome: inout ItemOutcome, of input: Input, item index: Int,
        _ times: inout RequestTimes
    ) async {
        guard case .success(var outputs) = outcome else { return }
        if options.explain, outputs["explanation"] == nil {
            outputs["explanation"] = await explanation(of: input, item: index)
            if model.explain != nil { times.lap(.explain) }
        }
        if options.detectDrift, outputs["drift"] == nil {
            outputs["drift"] = OutputJSON.error("this model does not detect drift")
        }
        outcome = .success(outputs)
    }

    /// What the model answers to the whole batch; nil when it fails, for whichever item's sake.
    private func outputsOfBatch(_ inputs: [Input]) async -> [Output]? {
        guard let predictBatch = model.predictBatch else { return nil }
        metrics.batchSize.observe(Double(inputs.count))
        do {
            let outputs = try await predictBatch(inputs)
            guard outputs.count == inputs.count else {
                throw BatchCountMismatch(inputs: inputs.count, outputs: outputs.count)
            }
            return outputs
        } catch {
            logger.info("a batch of \(inputs.count) failed, trying its items one by one: \(error)")
            return nil
        }
    }

    private func result(of input: Input) async -> Result<Output, ItemFailure> {
        guard !Task.isCancelled else { return .failure(.cancelled) }
        if model.predictBatch != nil { metrics.batchSize.observe(1) }
        do {
            return .success(try await model.predict(input))
        } catch {
            return .failure(ItemFailure(catching: error))
        }
    }

    private func explanation(of input: Input, item index: Int) async -> [UInt8] {
        guard let explain = model.explain else { return OutputJSON.error(ItemFailure.doesNotExplain.message) }
        guard !Task.isCancelled else { return OutputJSON.error(ItemFailure.cancelled.message) }
        do {
            return try await explain(input)
        } catch {
            return OutputJSON.error(logged(error, item: index).message)
        }
    }

    private func logged(_ error: any Error, item index: Int) -> ItemFailure {
        let failure = ItemFailure(catching: error)
        let isError = failure.cause == .model && failure != .cancelled
        logger.log(level: isError ? .error : .debug, "an item failed: \(failure)", metadata: ["item": "\(index)"])
        return failure
    }
}
