import BuildReport
import TestSupport
import Testing

@testable import LocalRun

@Suite struct ServerPortTests {
    @Test func `a port on which somebody listens is told, with two ways out`() async throws {
        try await withListener { port in
            let error = #expect(throws: ServerPortError.inUse(port)) { try ServerPort.available(port) }
            #expect(
                error?.diagnostics == [
                    Diagnostic(
                        "port \(port) is in use",
                        try: "stop the process that listens there, or choose another port: `--port \(port + 1)`",
                        "or write `--port 0`, and a free one is taken")
                ])
        }
    }

    @Test(arguments: [-1, 65536, Int.max])
    func `a number that is no port is refused`(port: Int) {
        #expect(throws: ServerPortError.outOfRange(port)) { try ServerPort.available(port) }
        #expect(!ServerPort.isAccepting(port))
    }

    @Test func `port 0 becomes a real one, which is free again`() throws {
        let port = try ServerPort.available(0)
        #expect((1...65535).contains(port))
        #expect(!ServerPort.isAccepting(port))
    }

    @Test func `a port accepts when somebody listens`() async throws {
        try await withListener { #expect(ServerPort.isAccepting($0)) }
    }

    @Test func `a flag counts before the variables, these in their order, then the default`() throws {
        let variables = ["EMPTY": "", "FIRST": "1", "SECOND": "2"]
        func wanted(_ flag: Int?, _ names: String...) throws -> Int {
            try ServerPort.wanted(flag: flag, names: names, in: variables, default: 8080)
        }
        #expect(try wanted(0, "FIRST") == 0)
        #expect(try wanted(nil, "EMPTY", "NONE", "FIRST", "SECOND") == 1)
        #expect(try wanted(nil, "EMPTY", "NONE") == 8080)
    }

    @Test(arguments: ["http", "-1", "65536", "80 ", "8080/tcp"])
    func `a variable that is no port is told`(text: String) {
        let error = #expect(throws: ServerPortError.malformed(name: "PORT", value: text)) {
            try ServerPort.wanted(flag: nil, names: ["PORT"], in: ["PORT": text], default: 8080)
        }
        #expect(error?.diagnostics.first?.message == "PORT is \"\(text)\", which is no port")
    }

    @Test(arguments: [
        (ServerPortError.notPermitted(80), "`--port 8080`"), (.inUse(65535), "`--port 1024`"),
        (.cannotBind(1, .tooManyOpenFiles), "--port"), (.outOfRange(-1), "--port"),
    ])
    func `every error says what to write`(error: ServerPortError, words: String) {
        let remedies = error.diagnostics.flatMap(\.remedies)
        #expect(remedies.first?.contains(words) == true)
        #expect(remedies.last?.contains("--port 0") == true)
    }
}
