import SystemPackage
import Testing

@testable import CredentialStore

@Suite struct LoginInputTests {
    @Test(arguments: [
        ("secret", "secret"), ("secret\n", "secret"), ("secret\r\n", "secret"), (" a b \nnext", " a b "),
        ("a:b", "a:b"),
    ])
    func `the password is the first line`(input: String, password: String) throws {
        #expect(try LoginInput.password(fromFirstLineOf: Array(input.utf8)) == Secret(password))
    }

    @Test(
        arguments: [
            ([], LoginInputError.emptyPassword), ([10], .emptyPassword), ([13, 10, 65], .emptyPassword),
            ([0xFF, 10], .passwordNotText), ([65, 0, 65], .passwordNotText),
        ] as [([UInt8], LoginInputError)])
    func `what is no password is refused`(input: [UInt8], error: LoginInputError) {
        #expect(throws: error) { try LoginInput.password(fromFirstLineOf: input) }
    }

    @Test func `a terminal need not end its input`() throws {
        let ends = try FileDescriptor.pipe()
        try ends.writeEnd.writeAll("secret\n".utf8)
        #expect(try LoginInput.password(from: ends.readEnd) == Secret("secret"))
        try ends.writeEnd.close()
        #expect(throws: LoginInputError.emptyPassword) { try LoginInput.password(from: ends.readEnd) }
        try ends.readEnd.close()
    }

    @Test func `input without an end is given up on`() throws {
        let zero = try FileDescriptor.open("/dev/zero", .readOnly)
        #expect(throws: LoginInputError.passwordTooLong) { try LoginInput.password(from: zero) }
        try zero.close()
    }

    @Test func `a password on the command line is refused, and not repeated`() throws {
        try LoginInput.refuseArgument(nil)
        let error = #expect(throws: LoginInputError.passwordAsArgument) { try LoginInput.refuseArgument("hunter2") }
        #expect(printed(error).contains("--password-stdin"))
        #expect(!printed(error).contains("hunter2"))
    }

    @Test func `a user has a name without a colon`() throws {
        #expect(try LoginInput.username("ann") == "ann")
        #expect(throws: LoginInputError.emptyUsername) { try LoginInput.username("") }
        for name in ["ann:pw", "ann\nbob"] {
            #expect(throws: LoginInputError.malformedUsername) { try LoginInput.username(name) }
        }
    }

    @Test(arguments: [
        ("https://GHCR.io/", "ghcr.io"), ("index.docker.io", "docker.io"), ("localhost:5000", "localhost:5000"),
    ])
    func `a registry is named as it is asked`(text: String, registry: String) throws {
        #expect(try LoginInput.registry(text) == registry)
    }

    @Test func `a part of a registry is refused with the whole`() {
        #expect(throws: LoginInputError.partOfRegistry("ghcr.io/team", registry: "ghcr.io")) {
            try LoginInput.registry("ghcr.io/team")
        }
    }

    @Test func `the prompt says whose password and where`() {
        #expect(LoginInput.passwordPrompt(username: "ann", registry: "ghcr.io") == "Password of ann at ghcr.io: ")
    }
}
