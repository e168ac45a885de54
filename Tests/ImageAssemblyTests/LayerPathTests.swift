import ImageAssembly
import Testing

struct LayerPathTests {
    @Test(arguments: [
        ("/models", LayerError.absolutePath("/models")),
        ("", .invalidComponent("", component: "")),
        ("models/", .invalidComponent("models/", component: "")),
        ("models//a", .invalidComponent("models//a", component: "")),
        ("./models", .invalidComponent("./models", component: ".")),
        ("models/../etc", .invalidComponent("models/../etc", component: "..")),
        ("..", .invalidComponent("..", component: "..")),
        ("a\0b", .invalidComponent("a\0b", component: "a\0b")),
        (".wh.a", .whiteoutName(".wh.a")),
        ("models/.wh..wh..opq", .whiteoutName("models/.wh..wh..opq")),
        ("models/.wh.a/b", .whiteoutName("models/.wh.a/b")),
    ])
    func `a path that has no place in an image is refused for its first fault`(text: String, error: LayerError) {
        #expect(throws: error) { try LayerPath(parsing: text) }
        #expect(error.diagnostics.count == 1)
    }

    @Test(arguments: ["a", "models/weights.bin", ".hidden", "...", "a.wh.b", ".whx", "modèles/数字", "with space"])
    func `a plain path stays as it is`(text: String) throws {
        #expect(try LayerPath(parsing: text).description == text)
    }

    @Test(arguments: [
        ("etc/app", LayerError.relativePath("etc/app")), ("", .relativePath("")), ("/", .imageRoot("/")),
        ("//", .invalidComponent("", component: "")), ("/etc//app", .invalidComponent("etc//app", component: "")),
        ("/etc/app//", .invalidComponent("etc/app/", component: "")),
        ("/../etc", .invalidComponent("../etc", component: "..")), ("/etc/.wh.app", .whiteoutName("etc/.wh.app")),
    ])
    func `a path as a container sees it is refused for its first fault`(text: String, error: LayerError) {
        #expect(throws: error) { try LayerPath(parsingAbsolute: text) }
        #expect(error.diagnostics.count == 1)
    }

    @Test func `a path as a container sees it may end with a slash`() throws {
        #expect(try LayerPath(parsingAbsolute: "/etc/app").description == "etc/app")
        #expect(try LayerPath(parsingAbsolute: "/etc/app/").appending("x").description == "etc/app/x")
        #expect(throws: LayerError.whiteoutName("etc/.wh.x")) { try LayerPath(parsing: "etc").appending(".wh.x") }
    }

    @Test func `composed and decomposed letters make two paths, as they do for Linux`() throws {
        let composed = try LayerPath(parsing: "\u{e9}")
        let decomposed = try LayerPath(parsing: "e\u{301}")
        #expect(composed.description == decomposed.description)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }
}
