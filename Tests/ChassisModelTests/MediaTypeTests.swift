import ChassisModel
import Testing

@Suite struct MediaTypeTests {
    @Test(arguments: [
        ("application/json", "application/json"), ("Application/JSON; charset=utf-8", "application/json"),
        (" text/plain ;q=1", "text/plain"), ("", ""),
    ])
    func `parameters, white space and letter case do not matter`(text: String, essence: String) {
        #expect(MediaType(text).description == essence)
        #expect(MediaType(text) == MediaType(essence))
    }

    @Test(arguments: [
        ("application/json", true), ("text/json", true), ("application/ld+json", true), ("image/svg+xml", false),
        ("application/jsonl", false), ("text/plain", false), ("", false),
    ])
    func `JSON is known by its name or its suffix`(text: String, isJSON: Bool) {
        #expect(MediaType(text).isJSON == isJSON)
    }

    @Test(arguments: [("text/csv", true), ("application/text", false), ("textual/plain", false)])
    func `text is what stands below text`(text: String, isText: Bool) {
        #expect(MediaType(text).isText == isText)
    }
}
