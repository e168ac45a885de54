import Testing

@testable import ServerMetrics

@Suite struct ExpositionTests {
    /// The text of `registry` without what it says of the process.
    private func text(_ registry: MetricRegistry) -> String {
        let all = String(decoding: registry.exposition(), as: UTF8.self)
        let lines = all.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.prefix { !$0.contains("process_") }.joined(separator: "\n")
    }

    @Test func `a registry without metrics tells of the process alone`() {
        #expect(text(MetricRegistry()) == "")
    }

    @Test func `a counter without labels is told from the start, one with labels when it is first asked for`() {
        let registry = MetricRegistry()
        let plain = registry.counters("a_total", help: "All.")
        let labeled = registry.counters("b_total", help: "Some.", labels: ["code"])
        #expect(text(registry) == "# HELP a_total All.\n# TYPE a_total counter\na_total 0")
        plain().increment()
        plain().increment(by: 41)
        _ = labeled("200")
        #expect(
            text(registry) == """
                # HELP a_total All.
                # TYPE a_total counter
                a_total 42
                # HELP b_total Some.
                # TYPE b_total counter
                b_total{code="200"} 0
                """)
    }

    @Test func `series are sorted by their values, and the same values are the same series`() {
        let registry = MetricRegistry()
        let family = registry.gauges("g", help: "", labels: ["x", "y"])
        family("b", "1").set(-3)
        family("a", "2").add(5)
        family("a", "1").add(-5)
        #expect(family("a", "2") === family("a", "2"))
        #expect(
            text(registry) == """
                # HELP g \n# TYPE g gauge
                g{x="a",y="1"} -5
                g{x="a",y="2"} 5
                g{x="b",y="1"} -3
                """)
    }

    @Test func `a label's value and a help text are escaped, each in its own way`() {
        let registry = MetricRegistry()
        let family = registry.gauges("g", help: "a\\b\n\"c\"", labels: ["x"])
        family("a\\b\n\"c\" é").set(1)
        #expect(
            text(registry) == #"""
                # HELP g a\\b\n"c"
                # TYPE g gauge
                g{x="a\\b\n\"c\" é"} 1
                """#)
    }

    @Test func `a histogram's buckets hold all values up to their bound`() {
        let registry = MetricRegistry()
        let histogram = registry.histograms("h", help: "H.", labels: ["m"], bounds: [0.5, 1, 2.5])("x")
        for value in [0.5, 0.25, 0.75, 2.5, 2.75, .nan] { histogram.observe(value) }
        histogram.observe(Duration.milliseconds(1250))
        #expect(
            text(registry) == """
                # HELP h H.
                # TYPE h histogram
                h_bucket{m="x",le="0.5"} 2
                h_bucket{m="x",le="1"} 3
                h_bucket{m="x",le="2.5"} 5
                h_bucket{m="x",le="+Inf"} 6
                h_sum{m="x"} 8
                h_count{m="x"} 6
                """)
    }

    @Test(arguments: [
        (0, "0"), (1e-05, "1e-05"), (1.5, "1.5"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
        (9_007_199_254_740_991, "9007199254740991"), (1e300, "1e+300"), (-2, "-2"),
    ])
    func `numbers are written as Prometheus reads them`(number: Double, text: String) {
        #expect(Exposition.text(number) == text)
    }

    @Test func `label sets beyond the limit are counted together`() {
        let registry = MetricRegistry()
        let family = registry.counters("c_total", help: "", labels: ["x", "y"])
        for number in 0..<MetricFamily<Counter>.membersMax { _ = family("\(number)", "") }
        #expect(family("1000", "a") === family("1001", "b"))
        #expect(family("1000", "a") !== family("999", ""))
        #expect(text(registry).contains("c_total{x=\"other\",y=\"other\"} 0"))
    }

    @Test func `recording from many threads loses nothing`() async {
        let registry = MetricRegistry()
        let counter = registry.counters("c_total", help: "")()
        let gauge = registry.gauges("g", help: "")()
        let histogram = registry.histograms("h", help: "", bounds: [1])()
        await withTaskGroup { group in
            for number in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        counter.increment()
                        gauge.add(number.isMultiple(of: 2) ? 1 : -1)
                        histogram.observe(Double(number % 4))
                    }
                }
            }
        }
        #expect(counter.value == 8000)
        #expect(gauge.value == 0)
        #expect(histogram.count == 8000)
        #expect(histogram.sum == 12_000)
    }

    @Test func `names that Prometheus refuses are a mistake of ours`() async {
        #expect(MetricName.isValid("a:b_1") && MetricName.isValidLabel("a_1"))
        for name in ["", "1a", "a-b", "é"] { #expect(!MetricName.isValid(name)) }
        for name in ["", "a:b", "__a", "9"] { #expect(!MetricName.isValidLabel(name)) }
        await #expect(processExitsWith: .failure) { _ = MetricRegistry().gauges("a b", help: "") }
        await #expect(processExitsWith: .failure) { _ = MetricRegistry().gauges("a", help: "", labels: ["le"]) }
        await #expect(processExitsWith: .failure) { _ = MetricRegistry().counters("a", help: "") }
        await #expect(processExitsWith: .failure) {
            let registry = MetricRegistry()
            _ = registry.gauges("a", help: "")
            _ = registry.gauges("a", help: "")
        }
        await #expect(processExitsWith: .failure) { _ = Histogram(bounds: [1, 1]) }
    }
}
