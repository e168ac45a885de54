import ModelHost
import Testing

@Suite struct RuntimeEnvironmentTests {
    @Test(arguments: [
        (["serve"], RuntimeEnvironmentError.unexpectedArgument("serve")), (["-p", "1"], .unexpectedArgument("-p")),
        (["--"], .unexpectedArgument("--")), (["--=1"], .unexpectedArgument("--=1")),
        (["--http_port"], .missingValue("--http_port")),
        (["--a", "--http_port", "1"], .missingValue("--a")), (["--a", "1", "2"], .unexpectedArgument("2")),
    ])
    func `arguments that are not options with a value are refused`(
        arguments: [String], error: RuntimeEnvironmentError
    ) {
        #expect(throws: error) { try RuntimeEnvironment(variables: [:], arguments: arguments) }
    }

    @Test func `arguments are read in both forms, and the later one counts`() throws {
        let environment = try RuntimeEnvironment(
            variables: [:], arguments: ["--a=1", "--b", "x=y", "--c=p=q", "--d=", "--a", "2"])
        #expect(environment.arguments == ["a": "2", "b": "x=y", "c": "p=q", "d": ""])
    }

    @Test func `an empty variable counts as absent`() throws {
        let environment = try RuntimeEnvironment(variables: ["A": "", "B": "b"])
        #expect(environment["A"] == nil)
        #expect(environment["B"] == "b")
    }

    @Test(arguments: ["", " 80", "-1", "65536", "http", "80.0"])
    func `a port that is none is refused by name`(text: String) throws {
        let environment = try RuntimeEnvironment(variables: ["P": "80"], arguments: ["--http_port=\(text)"])
        #expect(
            throws: RuntimeEnvironmentError.malformed(
                name: "--http_port", value: text, expected: "a port number from 0 to 65535")
        ) {
            try environment.port(argument: "http_port", "P", default: 1)
        }
    }

    @Test func `a port comes from the argument, then the first variable, then the default`() throws {
        let variables = ["FIRST": "1", "SECOND": "2"]
        let environment = try RuntimeEnvironment(variables: variables, arguments: ["--http_port=0"])
        #expect(try environment.port(argument: "http_port", "FIRST", default: 9) == 0)
        #expect(try environment.port(argument: "port", "FIRST", "SECOND", default: 9) == 1)
        #expect(try environment.port("NONE", "SECOND", default: 9) == 2)
        #expect(try environment.port("NONE", default: 9) == 9)
        #expect(throws: RuntimeEnvironmentError.self) {
            try RuntimeEnvironment(variables: ["P": "65536"]).port("P", default: 9)
        }
    }

    @Test(arguments: ["x", "-1", "nan", "inf", "86401", "5s"])
    func `a duration that is none is refused by name`(text: String) throws {
        let environment = try RuntimeEnvironment(variables: ["T": text])
        #expect(
            throws: RuntimeEnvironmentError.malformed(
                name: "T", value: text, expected: "a number of seconds from 0 to 86400")
        ) {
            try environment.duration("T", default: .zero)
        }
    }

    @Test func `durations are seconds, with a fraction`() throws {
        let environment = try RuntimeEnvironment(variables: ["T": "0.5"])
        #expect(try environment.duration("T", default: .zero) == .milliseconds(500))
        #expect(try environment.duration("U", default: .seconds(7)) == .seconds(7))
    }

    @Test func `errors say what would be right`() {
        #expect(
            "\(RuntimeEnvironmentError.malformed(name: "P", value: "x", expected: "a port"))"
                == #"P is "x"; it must be a port"#)
        #expect(
            "\(RuntimeEnvironmentError.unexpectedArgument("serve"))"
                == #"unexpected argument "serve"; options are written --name=value, for example --http_port=8080"#)
        #expect("\(RuntimeEnvironmentError.missingValue("--a"))" == "--a has no value; write --a=VALUE")
    }
}
