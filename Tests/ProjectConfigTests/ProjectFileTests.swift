import OCISpec
import Testing

@testable import ProjectConfig

@Suite struct ProjectFileTests {
    private func problems(in text: String) -> [ProjectProblem] {
        do {
            _ = try ProjectFile(parsing: text)
            return []
        } catch {
            return error.problems
        }
    }

    @Test func `a misspelt key is refused with the key that was meant`() {
        #expect(problems(in: "\ninterfaec: omi") == [.unknownKey("interfaec", nearest: "interface", line: 2)])
        #expect(problems(in: "lables: {}") == [.unknownKey("lables", nearest: "labels", line: 1)])
        #expect(problems(in: "dockerfile: x") == [.unknownKey("dockerfile", nearest: nil, line: 1)])
    }

    @Test func `protocols and TLS are added to the interface`() throws {
        #expect(try ProjectFile(parsing: "protocols: [grpc-v2]\ntls: true").features == [.grpcV2, .tls])
        #expect(try ProjectFile(parsing: "tls: false").features == [])
        #expect(problems(in: "protocols: [grpc]") == [.unknownProtocol("grpc", nearest: nil, line: 1)])
        #expect(problems(in: "protocols: [v1]").first?.diagnostic.remedies.first?.contains("always has v1") == true)
        #expect(problems(in: "tls: \"yes, please\"").first?.diagnostic.message.contains("true or false") == true)
    }

    @Test func `linking is one of three words`() throws {
        for choice in LinkingChoice.allCases {
            #expect(try ProjectFile(parsing: "linking: \(choice.rawValue)").linking == choice)
        }
        let problem = try #require(problems(in: "\nlinking: dynamic").first)
        #expect(problem == .unknownLinking("dynamic", nearest: nil, line: 2))
        #expect(problem.diagnostic.remedies == ["write auto, static or shared"])
        #expect(problems(in: "linking: share") == [.unknownLinking("share", nearest: "shared", line: 1)])
    }

    @Test func `every problem is told at once, by line`() {
        let text = """
            labels: [a, b]
            interface: rest
            tag: Digits:v1
            users: 0
            target: 12
            tag: other
            env:
              A=B: c
              LIST: [1]
            models: ""
            """
        #expect(
            problems(in: text) == [
                .wrongType(key: "labels", expected: "names with their values", found: "a list", line: 1),
                .unknownInterface("rest", nearest: nil, line: 2),
                .badReference(.upperCase("Digits:v1", repository: "Digits"), line: 3),
                .unknownKey("users", nearest: "user", line: 4),
                .wrongType(key: "target", expected: "text", found: "the number 12", line: 5),
                .duplicateKey("tag", line: 6, firstLine: 3),
                .badName(key: "env", name: "A=B", line: 8),
                .wrongType(key: "env.LIST", expected: "text", found: "a list", line: 9),
                .emptyValue(key: "models", line: 10),
            ])
    }

    @Test(arguments: [
        ("interface: omi\n  tag: x", 2), ("tag: [a", 1), ("tag: \"a", 1), ("\ttag: a", 1), ("tag: *nowhere", 1),
    ])
    func `text that is no YAML is refused with the line`(text: String, lineMin: Int) throws {
        let problem = try #require(problems(in: text).first)
        guard case .notYAML(_, let line?) = problem else { throw UnexpectedProblem(problem: problem) }
        #expect(line >= lineMin)
    }

    @Test(arguments: [("omi", "`omi`"), ("- omi", "a list"), ("12", "the number 12"), ("true", "the truth value true")])
    func `YAML that is no mapping is refused`(text: String, found: String) {
        #expect(problems(in: text) == [.notAMapping(found: found, line: 1)])
    }

    @Test func `a duplicate inside a mapping is found, with what stands below it passed over`() {
        let text = """
            env:
              A: "1"
              B: "2"
              A: "3"
            target: Digits
            nonsense: 1
            """
        #expect(
            problems(in: text) == [
                .duplicateKey("A", line: 4, firstLine: 2), .unknownKey("nonsense", nearest: nil, line: 6),
            ])
    }

    @Test func `a duplicate takes its list or mapping with it`() {
        let text = "tag: a\ntag:\n- b\n- c\nlabels:\n  x: y\n'labels':\n  z: w\nvolumes: 1"
        #expect(
            problems(in: text) == [
                .duplicateKey("tag", line: 2, firstLine: 1), .duplicateKey("labels", line: 7, firstLine: 5),
                .unknownKey("volumes", nearest: nil, line: 9),
            ])
    }

    @Test func `a duplicate in braces is found`() {
        #expect(problems(in: "labels: {a: b, a: c}") == [.duplicateKey("a", line: 1, firstLine: 1)])
    }

    @Test func `nothing in place of a value is refused`() {
        #expect(
            problems(in: "target:\nlabels:\n  a: ~") == [
                .wrongType(key: "target", expected: "text", found: "nothing", line: 1),
                .wrongType(key: "labels.a", expected: "text", found: "nothing", line: 3),
            ])
    }

    @Test func `a diagnostic names the file, the line and what to do`() throws {
        let problem = try #require(problems(in: "\n\ninterface: omni").first)
        #expect(
            problem.diagnostic.description == """
                error: there is no interface `omni`
                  at: chassis.yaml:3
                  try: did you mean `omi`?
                """)
        let reference = try #require(problems(in: "tag: Digits").first)
        #expect(reference.diagnostic.location == "chassis.yaml:1")
        #expect(reference.diagnostic.message.hasPrefix("`Digits`: "))
        #expect(reference.diagnostic.remedies == ["write `digits`"])
    }

    @Test(arguments: ["", "\n", "# only a comment\n", "---\n", "~"])
    func `a file that says nothing is fine`(text: String) throws {
        #expect(try ProjectFile(parsing: text) == ProjectFile())
    }

    @Test func `a full file is read`() throws {
        let file = try ProjectFile(
            parsing: """
                interface: kserve
                tag: ghcr.io/team/digits:v1
                target: Digits
                model: Outer.Digits
                models: weights
                files: [{ source: a.txt, destination: /etc/a.txt }]
                base: scratch
                include: [tzdata, ca-certificates]
                platforms: [linux/amd64, linux/aarch64]
                user: 1000:50
                compression: zstd:3
                annotations: { a.b/c: 1 }
                labels: { team: vision, version: 1.10 }
                env:
                  PORT: 8080
                  DEBUG: yes
                  EMPTY: ""
                """)
        #expect(file.interface == .kserve)
        #expect(file.reference?.description == "ghcr.io/team/digits:v1")
        #expect(file.target == "Digits")
        #expect(file.modelType == "Outer.Digits")
        #expect(file.modelDirectory == Located("weights", line: 5))
        #expect(file.files.map(\.source) == [Located("a.txt", line: 6)])
        #expect(file.base == Located("scratch", line: 7))
        #expect(file.inclusions == [.timeZones, .certificates])
        #expect(file.platforms == [.linuxAMD64, .linuxARM64])
        #expect(file.user == "1000:50")
        #expect(file.compression == Located("zstd:3", line: 11))
        #expect(file.annotations == ["a.b/c": "1"])
        #expect(file.labels == ["team": "vision", "version": "1.10"])
        #expect(file.environment == ["PORT": "8080", "DEBUG": "yes", "EMPTY": ""])
    }

    @Test func `every problem with what an image stands on is told at once, by line`() {
        let text = """
            base: [scratch]
            include: [tzdta, tzdata, locales, tzdata]
            platforms: [linux, linux/arm64, linux/aarch64, 12]
            user: "a b"
            compression: ""
            annotations: x
            """
        #expect(
            problems(in: text) == [
                .wrongType(key: "base", expected: "text", found: "a list", line: 1),
                .repeatedItem(key: "include", "tzdata", line: 2),
                .unknownInclusion("tzdta", nearest: "tzdata", line: 2),
                .unknownInclusion("locales", nearest: nil, line: 2),
                .wrongType(key: "platforms", expected: "text", found: "the number 12", line: 3),
                .badPlatform(.malformed("linux"), line: 3),
                .repeatedItem(key: "platforms", "linux/aarch64", line: 3),
                .badUser("a b", line: 4),
                .emptyValue(key: "compression", line: 5),
                .wrongType(key: "annotations", expected: "names with their values", found: "`x`", line: 6),
            ])
    }

    @Test func `Swift SDKs are named for each platform, or once for all`() throws {
        #expect(
            try ProjectFile(parsing: "swift-sdk: a_static-linux").swiftSDKs == [SwiftSDKChoice(id: "a_static-linux")])
        #expect(try ProjectFile(parsing: "swift-sdk: linux/aarch64=a").swiftSDKs == [.init(id: "a", for: .linuxARM64)])
        let file = try ProjectFile(parsing: "swift-sdk:\n  linux/amd64: a\n  linux/arm64: b")
        #expect(file.swiftSDKs == [.init(id: "a", for: .linuxAMD64), .init(id: "b", for: .linuxARM64)])
    }

    @Test func `every problem with Swift SDKs is told at once, by line`() {
        let text = """
            swift-sdk:
              linux/arm64: a
              linux: b
              linux/aarch64: c
              linux/amd64: 6.3
              linux/riscv64: ""
            """
        #expect(
            problems(in: text) == [
                .badPlatform(.malformed("linux"), line: 3),
                .repeatedItem(key: "swift-sdk", "linux/aarch64", line: 4),
                .wrongType(key: "swift-sdk", expected: "text", found: "the number 6.3", line: 5),
                .emptyValue(key: "swift-sdk", line: 6),
            ])
        #expect(problems(in: "swift-sdk: {}") == [.emptyValue(key: "swift-sdk", line: 1)])
        #expect(problems(in: "swift-sdk: linux/arm64=") == [.badSwiftSDK(.unnamed("linux/arm64="), line: 1)])
        #expect(problems(in: "swift-sdk: arm64=a") == [.badSwiftSDK(.badPlatform(.malformed("arm64")), line: 1)])
        let list = problems(in: "swift-sdk: [a]").first?.diagnostic
        #expect(list?.message == "`swift-sdk` must be the id of a Swift SDK, or platforms with theirs; found a list")
        #expect(list?.remedies.first?.contains("`linux/arm64: ID`") == true)
    }

    @Test(arguments: ["include: tzdata", "platforms: linux/amd64", "include: {}"])
    func `a list that is none is refused with an example`(text: String) throws {
        let problem = try #require(problems(in: text).first)
        guard case .wrongType = problem else { throw UnexpectedProblem(problem: problem) }
        #expect(problem.diagnostic.remedies.first?.hasPrefix("write `") == true)
        #expect(
            problems(in: "include: []\nplatforms: []") == [
                .emptyValue(key: "include", line: 1), .emptyValue(key: "platforms", line: 2),
            ])
    }

    @Test(arguments: [("1000", "1000"), ("1000:50", "1000:50"), ("\"0\"", "0"), ("nobody", "nobody"), ("a:b", "a:b")])
    func `a user is text, though YAML takes it for a number`(text: String, user: String) throws {
        #expect(try ProjectFile(parsing: "user: \(text)").user == user)
    }

    @Test(arguments: ["\"\"", "\"1:\"", "\":1\"", "1:2:3", "\"a b\"", "\"a\\n\""])
    func `a text that is no user is refused`(text: String) throws {
        let problem = try #require(problems(in: "user: \(text)").first)
        guard case .badUser = problem else { throw UnexpectedProblem(problem: problem) }
    }

    @Test func `a tag is one name, and latest when it names none`() throws {
        #expect(try ProjectFile(parsing: "tag: digits").reference?.description == "digits:latest")
        #expect(
            problems(in: "tag: [a, b]") == [
                .wrongType(key: "tag", expected: "an image name", found: "a list", line: 1)
            ])
    }
}

/// A problem of another kind than the test is about.
private struct UnexpectedProblem: Error {
    let problem: ProjectProblem
}
