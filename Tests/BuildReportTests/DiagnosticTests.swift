import BuildReport
import Testing

@Suite struct DiagnosticTests {
    @Test func `a diagnostic says what, where and what to do`() {
        let diagnostic = Diagnostic("the file is not there", at: "chassis.yaml:12", try: "create it", "remove the line")
        #expect(
            diagnostic.description == """
                error: the file is not there
                  at: chassis.yaml:12
                  try: create it
                  try: remove the line
                """)
    }

    @Test func `a diagnostic without place and remedy is one line`() {
        #expect(Diagnostic("no").description == "error: no")
    }

    @Test func `a compiler's report is shown without a word around it`() {
        let report = "Model.swift:3:1: error: cannot find 'x' in scope\n1 | x"
        #expect(Diagnostic(verbatim: report).description == report)
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (1024, "1.02 kB"), (9_994, "9.99 kB"), (9_996, "10.0 kB"),
        (99_949, "99.9 kB"), (99_951, "100 kB"), (999_499, "999 kB"), (999_500, "1.00 MB"), (25_100_000, "25.1 MB"),
        (1_500_000_000, "1.50 GB"), (2_000_000_000_000_000, "2000 TB"),
    ])
    func `bytes are written with three digits`(bytes: Int, text: String) {
        #expect(ByteCount(bytes).description == text)
    }

    @Test(arguments: [
        (0, "0.00 s"), (420, "0.42 s"), (9_994, "9.99 s"), (9_995, "10.0 s"), (13_040, "13.0 s"), (59_949, "59.9 s"),
        (59_951, "1 min 0 s"), (249_000, "4 min 9 s"),
    ])
    func `durations are written as people say them`(milliseconds: Int, text: String) {
        #expect(Elapsed(.milliseconds(milliseconds)).description == text)
    }

    @Test func `a step that throws is reported as begun and not as ended`() async {
        struct Failure: Error {}
        let reporter = Recorder()
        await #expect(throws: Failure.self) {
            try await reporter.step(.compile, "compiling", summarize: { "\($0)" }) { throw Failure() }
        }
        #expect(reporter.events == [.began(.compile, title: "compiling")])
    }

    @Test func `a step that returns is reported with its summary`() async throws {
        let reporter = Recorder()
        let result = try await reporter.step(.layers, "packing", summarize: { "\($0) layers" }) { 2 }
        #expect(result == 2)
        #expect(reporter.events.count == 2)
        guard case .ended(.layers, "2 layers", _) = reporter.events.last else {
            Issue.record("the last event is \(String(describing: reporter.events.last))")
            return
        }
    }
}
