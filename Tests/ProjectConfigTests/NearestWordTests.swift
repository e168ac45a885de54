import Testing

@testable import ProjectConfig

@Suite struct NearestWordTests {
    @Test(arguments: [
        ("omni", "omi"), ("OMI", "omi"), ("mio", nil), ("kserv", "kserve"), ("skerve", "kserve"), ("kubernetes", nil),
        ("", nil), ("x", nil),
    ])
    func `a word is suggested only when few letters differ`(text: String, expected: String?) {
        #expect(nearestWord(to: text, among: ["omi", "kserve"]) == expected)
    }

    @Test func `the nearest of several wins`() {
        #expect(nearestWord(to: "modelss", among: ["model", "models"]) == "models")
    }
}
