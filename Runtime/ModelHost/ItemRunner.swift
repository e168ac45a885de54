import ChassisModel

/// Answers the items of a request with one model, in order, in groups if the model takes batches. The request has its
/// slot.
struct ItemRunner<Input: Sendable, Output: Sendable>: ItemPredictor {
    let steps: ItemSteps<Input, Output>
    /// Items that the model is given in one call, 1 for a model that takes no batches.
    let groupSize: Int

    /// A decoded item and its place in the request.
    private struct Pending: Sendable {
        let index: Int
        let input: Input
    }

    func predict(_ items: [NamedBytes], options: PredictionOptions) async -> [ItemOutcome] {
        // An item not reached is one that was cancelled.
        var outcomes = [ItemOutcome](repeating: .failure(.cancelled), count: items.count)
        var times = RequestTimes()
        defer { times.record(in: steps.metrics) }
        var group: [Pending] = []
        for (index, item) in items.enumerated() {
            guard !Task.isCancelled else { return outcomes }
            times.preprocess.begin()
            do {
                group.append(Pending(index: index, input: try steps.decode(item)))
            } catch {
                outcomes[index] = steps.failure(error, item: index)
            }
            times.preprocess.end()
            guard group.count == groupSize || index == items.count - 1, !group.isEmpty else { continue }
            times.predict.begin()
            let results = await steps.results(of: group.map(\.input))
            times.predict.end()
            times.postprocess.begin()
            for (pending, result) in zip(group, results) {
                outcomes[pending.index] = steps.outcome(of: result, item: pending.index)
            }
            times.postprocess.end()
            if options != PredictionOptions() {
                await add(options, to: &outcomes, of: group, &times.explain)
            }
            group.removeAll(keepingCapacity: true)
        }
        return outcomes
    }

    func explain(_ items: [NamedBytes]) async -> [ItemOutcome] {
        guard let explain = steps.model.explain else {
            return items.map { _ in .failure(.doesNotExplain) }
        }
        var outcomes = [ItemOutcome](repeating: .failure(.cancelled), count: items.count)
        var times = RequestTimes()
        defer { times.record(in: steps.metrics) }
        for (index, item) in items.enumerated() {
            guard !Task.isCancelled else { return outcomes }
            do {
                times.preprocess.begin()
                defer { times.preprocess.end() }
                let input = try steps.decode(item)
                times.preprocess.end()
                times.explain.begin()
                defer { times.explain.end() }
                outcomes[index] = .success(["explanation": try await explain(input)])
            } catch {
                outcomes[index] = steps.failure(error, item: index)
            }
        }
        return outcomes
    }

    private func add(
        _ options: PredictionOptions, to outcomes: inout [ItemOutcome], of group: [Pending], _ watch: inout Stopwatch
    ) async {
        let isExplaining = options.explain && steps.model.explain != nil
        if isExplaining { watch.begin() }
        for pending in group {
            outcomes[pending.index] = await steps.adding(
                options, to: outcomes[pending.index], of: pending.input, item: pending.index)
        }
        watch.end()
    }
}
