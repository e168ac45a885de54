import ServerMetrics

/// How long the parts of one request took.
struct RequestTimes {
    var preprocess = Stopwatch()
    var predict = Stopwatch()
    var postprocess = Stopwatch()
    var explain = Stopwatch()

    /// Tells the parts that there were.
    func record(in metrics: HostMetrics) {
        func record(_ watch: Stopwatch, _ histogram: Histogram) {
            if watch.isUsed { histogram.observe(watch.total) }
        }
        record(preprocess, metrics.preprocess)
        record(predict, metrics.predict)
        record(postprocess, metrics.postprocess)
        record(explain, metrics.explain)
    }
}
