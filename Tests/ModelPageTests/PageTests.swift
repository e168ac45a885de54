import ChassisModel
import JSONCoding
import ModelHost
import Testing

@testable import ModelPage

@Suite struct PageTests {
    private func page(of model: (some Model).Type, sample: NamedBytes? = nil, name: String = "served") -> String {
        let host = ModelHost(model, context: ModelContext(modelDirectory: "/nowhere"), logger: quiet)
        return String(decoding: ModelPage(host: host, modelName: name, sample: sample).html(), as: UTF8.self)
    }

    /// What stands between the first `start` and the next `end`.
    private func part(of text: String, after start: String, before end: String) throws -> String {
        let start = try #require(text.ranges(of: start).first).upperBound
        let end = try #require(text[start...].ranges(of: end).first).lowerBound
        return String(text[start..<end])
    }

    private func model(on page: String) throws -> JSONTree {
        let json = try part(of: page, after: #"<script type="application/json" id="model">"#, before: "</script>")
        return try JSONTree(parsing: Array(json.utf8))
    }

    @Test func `the page holds style, script and what the model says`() throws {
        let page = page(of: ScoringModel.self, sample: ["numbers": Array("[2, 3.50]".utf8)])
        #expect(page.hasPrefix("<!DOCTYPE html>"))
        #expect(page.hasSuffix("</html>"))
        #expect(!page.contains("[[title]]"))
        #expect(page.contains("<title>served 2.1</title>"))
        #expect(try part(of: page, after: "<style>", before: "</style>") == PageSource.style)
        #expect(try part(of: page, after: "\n<script>", before: "</script>") == PageSource.script)
        let model = try model(on: page)
        #expect(model["instance"] == "[2,3.50]")
        #expect(model["predictPath"] == "/v1/models/served:predict")
        #expect(model["explainPath"] == "/v1/models/served:explain")
        #expect(
            model["inputs"]
                == [
                    [
                        "name": "numbers", "type": "application/json: list of numbers", "maxSize": "4 KiB",
                        "description": "Any count of numbers.",
                    ]
                ])
        #expect(
            model["facts"]
                == [
                    ["Version", "2.1"], ["Model", "scoring"], ["Author", "Somebody"], ["Memory", "512 MiB"],
                    ["Processors", "1"], ["Time limit", "60 s"], ["Batch", "up to 4 instances"],
                    ["Explains", "yes"],
                ])
    }

    @Test func `it is small, and asks nobody else for anything`() {
        let page = page(of: ScoringModel.self)
        #expect(page.utf8.count < 30 << 10)
        #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("src="))
    }

    @Test func `without a sample there is a value of the right shape`() throws {
        let mixed = try model(on: page(of: MixedModel.self))
        #expect(mixed["instance"] == #"{"options":{"kind":"near"},"caption":"","picture":{"b64":""}}"#)
        #expect(mixed["explainPath"] == nil)
        #expect(try model(on: page(of: ScoringModel.self))["instance"] == "[0]")
        #expect(try model(on: page(of: RawModelOfPictures.self))["instance"] == #"{"b64":""}"#)
    }

    @Test func `a sample that would be taken for something else is wrapped`() throws {
        let named = try model(on: page(of: ScoringModel.self, sample: ["numbers": Array(#"{"numbers":1}"#.utf8)]))
        #expect(named["instance"] == #"{"numbers":{"numbers":1}}"#)
        let bytes = try model(on: page(of: ScoringModel.self, sample: ["numbers": Array(#"{"b64":""}"#.utf8)]))
        #expect(bytes["instance"] == #"{"b64":"eyJiNjQiOiIifQ=="}"#)
    }

    @Test func `whatever a model says, it stays text`() throws {
        let hostile = HostileModel.text
        let sample = JSON.quoted(hostile + "[[script]]")
        let page = page(of: HostileModel.self, sample: [hostile: sample], name: hostile)
        // Two elements with the script, and no more; the one of the model ends where it should.
        #expect(page.ranges(of: "<script").count == 2)
        #expect(page.ranges(of: "</script").count == 2)
        #expect(!page.contains("<!--"))
        #expect(page.contains("<title>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- &#39; &quot; &amp; "))
        let model = try model(on: page)
        #expect(model["summary"] == .string(hostile))
        #expect(model["instance"] == .string(String(decoding: sample, as: UTF8.self)))
        #expect(page.ranges(of: PageSource.script).count == 1)
    }

    @Test func `the policy lets nothing run but the script`() {
        let policy = ModelPage.contentSecurityPolicy
        #expect(policy.contains("default-src 'none'"))
        #expect(policy.contains("script-src '\(PageSource.scriptHash)'"))
        #expect(policy.contains("style-src '\(PageSource.styleHash)'"))
        #expect(!policy.contains("unsafe"))
    }
}
