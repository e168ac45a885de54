import ServerMetrics

/// How long the parts of one request take, lap by lap.
struct RequestTimes {
    /// What the time since the last lap was spent on.
    enum Part {
        case preprocess, predict, postprocess, explain
    }

    private var last = ContinuousClock.now
    // Nil for what did not happen.
    private var preprocess: Duration?
    private var predict: Duration?
    private var postprocess: Duration?
    private var explain: Duration?

    /// Adds the time since the last lap, or since the beginning, to `part`.
    mutating func lap(_ part: Part) {
        let now = ContinuousClock.now
        let time = now - last
        last = now
        switch part {
        case .preprocess: preprocess = (preprocess ?? .zero) + time
        case .predict: predict = (predict ?? .zero) + time
        case .postprocess: postprocess = (postprocess ?? .zero) + time
        case .explain: explain = (explain ?? .zero) + time
        }
    }

    /// Tells the parts that there were.
    func record(in metrics: HostMetrics) {
        if let preprocess { metrics.preprocess.observe(preprocess) }
        if let predict { metrics.predict.observe(predict) }
        if let postprocess { metrics.postprocess.observe(postprocess) }
        if let explain { metrics.explain.observe(explain) }
    }
}
