import ChassisModel
import Logging

/// Answers the items of a request with one model, in order: checks, decodes, asks, encodes, and keeps every failure
/// with the item it belongs to.
struct ItemRunner<Input: Sendable, Output: Sendable>: ItemPredictor {
    let model: ServedModel<Input, Output>
    let metadata: ModelMetadata
    let logger: Logger

    /// A decoded item and its place in the request.
    private struct Pending: Sendable {
        let index: Int
        let input: Input
    }

    func predict(_ items: [NamedBytes], options: PredictionOptions) async -> [ItemOutcome] {
        // An item not reached is one that was cancelled.
        var outcomes = [ItemOutcome](repeating: .failure(.cancelled), count: items.count)
        let groupSize = model.predictBatch == nil ? 1 : max(1, metadata.batchSize)
        var group: [Pending] = []
        for (index, item) in items.enumerated() {
            guard !Task.isCancelled else { return outcomes }
            do {
                group.append(Pending(index: index, input: try decode(item)))
            } catch {
                outcomes[index] = .failure(logged(ItemFailure(catching: error), item: index))
            }
            guard group.count == groupSize || index == items.count - 1 else { continue }
            for (pending, outcome) in zip(group, await outcomesOfGroup(group)) {
                outcomes[pending.index] = await adding(options, to: outcome, of: pending)
            }
            group.removeAll(keepingCapacity: true)
        }
        return outcomes
    }

    func explain(_ items: [NamedBytes]) async -> [ItemOutcome] {
        guard let explain = model.explain else {
            return items.map { _ in .failure(.doesNotExplain) }
        }
        var outcomes = [ItemOutcome](repeating: .failure(.cancelled), count: items.count)
        for (index, item) in items.enumerated() {
            guard !Task.isCancelled else { return outcomes }
            do {
                outcomes[index] = .success(["explanation": try await explain(try decode(item))])
            } catch {
                outcomes[index] = .failure(logged(ItemFailure(catching: error), item: index))
            }
        }
        return outcomes
    }

    private func decode(_ item: NamedBytes) throws -> Input {
        try ItemCheck(inputs: metadata.inputs).check(item)
        return try model.decode(item)
    }

    /// The outcomes of a group in its order: from one call if it is a batch that succeeds, else from a call an item.
    private func outcomesOfGroup(_ group: [Pending]) async -> [ItemOutcome] {
        if group.count > 1, let outputs = await outputsOfBatch(group) {
            return zip(group, outputs).map { pending, output in encoded(output, item: pending.index) }
        }
        var outcomes: [ItemOutcome] = []
        for pending in group {
            outcomes.append(await outcome(of: pending))
        }
        return outcomes
    }

    /// What the model answers to the whole group; nil when it fails, for whichever item's sake.
    private func outputsOfBatch(_ group: [Pending]) async -> [Output]? {
        guard let predictBatch = model.predictBatch else { return nil }
        do {
            let outputs = try await predictBatch(group.map(\.input))
            guard outputs.count == group.count else {
                throw BatchCountMismatch(inputs: group.count, outputs: outputs.count)
            }
            return outputs
        } catch {
            logger.info("a batch of \(group.count) failed, trying its items one by one: \(error)")
            return nil
        }
    }

    private func outcome(of pending: Pending) async -> ItemOutcome {
        guard !Task.isCancelled else { return .failure(.cancelled) }
        do {
            return encoded(try await model.predict(pending.input), item: pending.index)
        } catch {
            return .failure(logged(ItemFailure(catching: error), item: pending.index))
        }
    }

    private func encoded(_ output: Output, item index: Int) -> ItemOutcome {
        do {
            return .success(try model.encode(output))
        } catch {
            return .failure(logged(ItemFailure(catching: error), item: index))
        }
    }

    /// `outcome` with what else the request wants. A prediction stands even when the rest fails, and an output of the
    /// model's own that has the name of an addition stays.
    private func adding(_ options: PredictionOptions, to outcome: ItemOutcome, of pending: Pending) async -> ItemOutcome
    {
        guard case .success(var outputs) = outcome else { return outcome }
        if options.explain, outputs["explanation"] == nil {
            outputs["explanation"] = await explanation(of: pending)
        }
        if options.detectDrift, outputs["drift"] == nil {
            outputs["drift"] = OutputJSON.error("this model does not detect drift")
        }
        return .success(outputs)
    }

    private func explanation(of pending: Pending) async -> [UInt8] {
        guard let explain = model.explain else { return OutputJSON.error(ItemFailure.doesNotExplain.message) }
        guard !Task.isCancelled else { return OutputJSON.error(ItemFailure.cancelled.message) }
        do {
            return try await explain(pending.input)
        } catch {
            return OutputJSON.error(logged(ItemFailure(catching: error), item: pending.index).message)
        }
    }

    /// Notes a failure in the log, where the operator looks, and returns it, for the caller. Only the model's own
    /// failures are errors: anyone can send a bad item.
    private func logged(_ failure: ItemFailure, item index: Int) -> ItemFailure {
        let isError = failure.cause == .model && failure != .cancelled
        logger.log(level: isError ? .error : .debug, "an item failed: \(failure)", metadata: ["item": "\(index)"])
        return failure
    }
}
