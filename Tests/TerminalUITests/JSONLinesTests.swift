import BuildReport
import TerminalUI
import Testing

@Suite struct JSONLinesTests {
    @Test func `every event is an object on one line`() {
        var lines = JSONLines()
        let told = Samples.compile.map { lines.line(for: $0, at: .milliseconds(1234)) }
        #expect(
            told == [
                #"{"event":"step-began","time":1.234,"step":"compile","title":"compiling digits"}"#,
                #"{"event":"advanced","time":1.234,"step":"compile","done":10,"total":40,"detail":"NIOCore"}"#,
                #"{"event":"note","time":1.234,"text":"another build holds the folder"}"#,
                #"{"event":"step-ended","time":1.234,"step":"compile","summary":"25.1 MB","seconds":1.9}"#,
            ])
    }

    @Test func `a transfer tells bytes, and at its end what became of it`() {
        var lines = JSONLines()
        let states: [Transfer.State] = [.running, .ended("uploaded"), .skipped("present")]
        let told = states.map { state in
            lines.line(
                for: .transfer(
                    Transfer(
                        id: "1a2b", name: "app", direction: .upload, doneBytes: 5_000_000_000,
                        totalBytes: 6_000_000_000, state: state)), at: .zero)
        }
        let begin = #"{"event":"transfer","time":0.0,"id":"1a2b","name":"app","direction":"upload","#
        #expect(
            told == [
                begin + #""done":5000000000,"total":6000000000,"state":"running"}"#,
                begin + #""done":5000000000,"total":6000000000,"state":"ended","outcome":"uploaded"}"#,
                begin + #""done":5000000000,"total":6000000000,"state":"skipped","outcome":"present"}"#,
            ])
    }

    @Test func `a running transfer is told of twice a second, and its end always`() {
        var lines = JSONLines()
        let told = [0, 100, 499, 500, 999].filter {
            lines.line(for: Samples.upload("a", 1), at: .milliseconds($0)) != nil
        }
        #expect(told == [0, 500])
        #expect(lines.line(for: Samples.upload("b", 1), at: .milliseconds(999)) != nil)
        #expect(lines.line(for: Samples.upload("a", 1, .ended("uploaded")), at: .milliseconds(999)) != nil)
        #expect(lines.line(for: Samples.upload("a", 1), at: .milliseconds(999)) != nil)
    }

    @Test func `an error has its place and its remedies`() {
        let diagnostic = Diagnostic("no space", at: "chassis.yaml:12", try: "free 2.3 GB", "write elsewhere")
        #expect(
            JSONLines().line(for: diagnostic, at: .seconds(3))
                == #"{"event":"error","time":3.0,"message":"no space","location":"chassis.yaml:12","#
                + #""remedies":["free 2.3 GB","write elsewhere"]}"#)
        #expect(
            JSONLines().line(for: Diagnostic("no"), at: .seconds(3))
                == #"{"event":"error","time":3.0,"message":"no","remedies":[]}"#)
    }

    @Test func `texts are escaped as JSON asks`() {
        var lines = JSONLines()
        #expect(
            lines.line(for: .note("a\"b\\c\nd\te\rf\u{1B}g\u{0}é模/\r\n"), at: .zero)
                == #"{"event":"note","time":0.0,"text":"a\"b\\c\nd\te\rf\u001bg\u0000é模/\r\n"}"#)
    }
}
