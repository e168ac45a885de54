import SystemPackage
import Testing

@testable import CredentialStore

@Suite struct NetrcTests {
    private func parse(_ text: String) throws(NetrcError) -> [NetrcEntry] {
        try Netrc(parsing: text, of: "/n").entries
    }

    private func entry(_ machine: String?, _ login: String, _ password: String) -> NetrcEntry {
        NetrcEntry(machine: machine, login: login, password: Secret(password))
    }

    @Test func `entries stand in one line or in many`() throws {
        let text = """
            machine a.example login ann password one
            machine B.example
            \tlogin bob
              account x
              password two

            default login carl password three
            """
        #expect(
            try parse(text) == [
                entry("a.example", "ann", "one"), entry("b.example", "bob", "two"), entry(nil, "carl", "three"),
            ])
        #expect(try parse(text.replacing("\n", with: "\r\n")) == parse(text))
    }

    @Test func `a comment begins where a keyword may stand, and not in a password`() throws {
        let text = """
            # machine x login x password x
            machine a login ann password #one # login x
            #default
            machine b password two login bob#
            """
        #expect(try parse(text) == [entry("a", "ann", "#one"), entry("b", "bob#", "two")])
    }

    @Test func `quotation marks hold blanks together`() throws {
        let text = #"machine "a" login "ann b" password "p \"w\" \\ \n #" machine b login x password """#
        #expect(try parse(text) == [entry("a", "ann b", "p \"w\" \\ \n #"), entry("b", "x", "")])
    }

    @Test func `a macro ends at an empty line`() throws {
        let text = """
            machine a login ann password one
            macdef init
            machine x login x password x
            quit

            machine b login bob password two
            macdef last
            machine y login y password y
            """
        for text in [text, text.replacing("\n", with: "\r\n")] {
            #expect(try parse(text) == [entry("a", "ann", "one"), entry("b", "bob", "two")])
        }
    }

    @Test func `what has no password is no entry, and words without a meaning are passed over`() throws {
        #expect(
            try parse("login x password y machine a login ann machine b what login bob password two")
                == [entry("b", "bob", "two")])
        #expect(try parse("") == [])
    }

    @Test(arguments: [
        ("machine a\nlogin \"ann", NetrcError.unclosedQuote("/n", line: 2)),
        ("machine a login ann password", .missingValue("/n", line: 1, keyword: "password")),
        ("\n\nmachine", .missingValue("/n", line: 3, keyword: "machine")),
        ("\"machine", .unclosedQuote("/n", line: 1)),
    ])
    func `a mistake has its line`(text: String, error: NetrcError) {
        #expect(throws: error) { try parse(text) }
    }

    @Test func `the first entry of a name counts, and default is for the others`() throws {
        let text = """
            default login d password d
            machine a login one password p
            machine a login two password p
            machine localhost:5000 login port password p
            machine localhost login host password p
            """
        let netrc = try Netrc(parsing: text, of: "/n")
        #expect(netrc.entry(for: ["a"])?.login == "one")
        #expect(netrc.entry(for: ["localhost:5000", "localhost"])?.login == "port")
        #expect(netrc.entry(for: ["localhost:6000", "localhost"])?.login == "host")
        #expect(netrc.entry(for: ["b"])?.login == "d")
    }

    @Test func `the default for anonymous FTP is for no registry`() throws {
        for login in ["anonymous", "ftp"] {
            #expect(try Netrc(parsing: "default login \(login) password a@b", of: "/n").entry(for: ["ghcr.io"]) == nil)
        }
    }

    @Test func `the file is found and told`() async throws {
        try await Home.with { home in
            try home.write("machine index.docker.io login ann password p default login bob password p", to: ".netrc")
            #expect(try await home.find("docker.io")?.origin == "~/.netrc, machine index.docker.io")
            #expect(try await home.find("ghcr.io")?.origin == "~/.netrc, default")
            let other = try home.write("machine ghcr.io login carl password p", to: "other")
            home.variables["NETRC"] = other.string
            #expect(try await home.user("ghcr.io") == "carl")
            #expect(try await home.user("docker.io") == nil)
        }
    }

    @Test func `a broken file is named with its line, and nothing of it is shown`() async throws {
        try await Home.with { home in
            let file = try home.write("machine a\nlogin hunter2 password \"hunter2", to: ".netrc")
            let error = await #expect(throws: NetrcError.self) { try await home.find("ghcr.io") }
            #expect(printed(error).contains("at: \(file):2"))
            #expect(!printed(error).contains("hunter2"))
        }
    }
}
