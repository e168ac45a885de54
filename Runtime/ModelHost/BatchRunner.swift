import ChassisModel

/// Decodes the items of a request on its own, has them predicted in batches with those of others, and encodes the
/// outputs on its own again.
struct BatchRunner<Input: Sendable, Output: Sendable>: BatchingPredictor {
    let steps: ItemSteps<Input, Output>
    let batcher: Batcher<Input, Output>

    func takePlace() -> Bool { batcher.takePlace() }

    func predict(_ items: [NamedBytes], options: PredictionOptions) async -> [ItemOutcome] {
        var outcomes = [ItemOutcome](repeating: .failure(.cancelled), count: items.count)
        var times = RequestTimes()
        defer { times.record(in: steps.metrics) }
        var indices: [Int] = []
        var inputs: [Input] = []
        for (index, item) in items.enumerated() where !Task.isCancelled {
            do {
                inputs.append(try steps.decode(item))
                indices.append(index)
            } catch {
                outcomes[index] = steps.failure(error, item: index)
            }
        }
        times.lap(.preprocess)
        let results = await batcher.results(of: inputs)
        times.lap(.predict)
        for (position, index) in indices.enumerated() {
            outcomes[index] = steps.outcome(of: results[position], item: index)
            guard options != PredictionOptions() else { continue }
            await steps.add(options, to: &outcomes[index], of: inputs[position], item: index, &times)
        }
        times.lap(.postprocess)
        return outcomes
    }
}
