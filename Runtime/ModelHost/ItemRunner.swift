import ChassisModel

/// Answers the items of a request with one model, in order, in groups if the model takes batches. The request has its
/// slot.
///
/// The code is generic over types it learns at run time, where each new array of them costs a lookup of its type. An item
/// on its own, the usual case, therefore goes a way without arrays.
struct ItemRunner<Input: Sendable, Output: Sendable>: ItemPredictor {
    let steps: ItemSteps<Input, Output>
    /// Items that the model is given in one call, 1 for a model that takes no batches.
    let groupSize: Int

    func predict(_ items: [NamedBytes], options: PredictionOptions) async -> [ItemOutcome] {
        var times = RequestTimes()
        defer { times.record(in: steps.metrics) }
        if groupSize > 1, items.count > 1 { return await predictInGroups(items, options: options, &times) }
        // An item not reached is one that was cancelled.
        var outcomes = [ItemOutcome](repeating: .failure(.cancelled), count: items.count)
        for (index, item) in items.enumerated() {
            guard !Task.isCancelled else { return outcomes }
            outcomes[index] = await steps.outcome(of: item, at: index, options, &times)
        }
        return outcomes
    }

    func explain(_ items: [NamedBytes]) async -> [ItemOutcome] {
        var outcomes = [ItemOutcome](repeating: .failure(.cancelled), count: items.count)
        var times = RequestTimes()
        defer { times.record(in: steps.metrics) }
        for (index, item) in items.enumerated() {
            guard !Task.isCancelled else { return outcomes }
            outcomes[index] = await steps.explanation(of: item, at: index, &times)
        }
        return outcomes
    }

    private func predictInGroups(
        _ items: [NamedBytes], options: PredictionOptions, _ times: inout RequestTimes
    ) async -> [ItemOutcome] {
        var outcomes = [ItemOutcome](repeating: .failure(.cancelled), count: items.count)
        var inputs: [Input] = []
        var indices: [Int] = []  // of the inputs, in the request
        for (index, item) in items.enumerated() {
            guard !Task.isCancelled else { return outcomes }
            do {
                inputs.append(try steps.decode(item))
                indices.append(index)
            } catch {
                outcomes[index] = steps.failure(error, item: index)
            }
            guard inputs.count == groupSize || index == items.count - 1 else { continue }
            times.lap(.preprocess)
            guard !inputs.isEmpty else { continue }
            let results = await steps.results(of: inputs)
            times.lap(.predict)
            for (position, index) in indices.enumerated() {
                outcomes[index] = steps.outcome(of: results[position], item: index)
            }
            times.lap(.postprocess)
            if options != PredictionOptions() {
                for (position, index) in indices.enumerated() {
                    await steps.add(options, to: &outcomes[index], of: inputs[position], item: index, &times)
                }
            }
            inputs.removeAll(keepingCapacity: true)
            indices.removeAll(keepingCapacity: true)
        }
        return outcomes
    }
}
