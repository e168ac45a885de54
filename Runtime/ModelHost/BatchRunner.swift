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
        times.preprocess.begin()
        for (index, item) in items.enumerated() where !Task.isCancelled {
            do {
                inputs.append(try steps.decode(item))
                indices.append(index)
            } catch {
                outcomes[index] = steps.failure(error, item: index)
            }
        }
        times.preprocess.end()
        times.predict.begin()
        let results = await batcher.results(of: inputs)
        times.predict.end()
        times.postprocess.begin()
        for (position, index) in indices.enumerated() {
            let outcome = steps.outcome(of: results[position], item: index)
            outcomes[index] = await steps.adding(options, to: outcome, of: inputs[position], item: index)
        }
        times.postprocess.end()
        return outcomes
    }
}
