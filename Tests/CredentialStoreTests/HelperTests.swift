import SystemPackage
import TestSupport
import Testing

@testable import CredentialStore

@Suite struct HelperTests {
    private static let config = ".docker/config.json"
    private static let ofRegistry = #"{"credHelpers":{"ghcr.io":"test"}}"#
    private static let ofEverything = #"{"credsStore":"test"}"#

    @Test(arguments: [ofRegistry, ofEverything])
    func `a helper is asked for the registry, and answers`(config: String) async throws {
        try await Home.with { home in
            try home.write(config, to: Self.config)
            try home.helper("test", #"printf '{"ServerURL":"x","Username":"%s","Secret":"%s"}' "$(cat)" "$1 $#""#)
            let found = try await home.find("ghcr.io", "team/digits")
            #expect(found?.credential == .basic(username: "ghcr.io", password: Secret("get 1")))
            #expect(found?.origin == "docker-credential-test, named by ~/.docker/config.json")
        }
    }

    @Test func `Docker Hub has the address that docker uses`() async throws {
        try await Home.with { home in
            try home.write(#"{"credHelpers":{"docker.io":"test"}}"#, to: Self.config)
            try home.helper("test", #"printf '{"Username":"%s","Secret":"s"}' "$(cat)""#)
            #expect(try await home.user("docker.io", "library/digits") == "https://index.docker.io/v1/")
        }
    }

    @Test func `a helper may keep an identity token`() async throws {
        try await Home.with { home in
            try home.write(Self.ofRegistry, to: Self.config)
            try home.helper("test", #"echo '{"ServerURL":"ghcr.io","Username":"<token>","Secret":"refresh"}'"#)
            #expect(try await home.find("ghcr.io")?.credential == .identityToken(Secret("refresh")))
        }
    }

    @Test(arguments: [ofRegistry, ofEverything])
    func `a helper that knows nothing is no error, and the search goes on`(config: String) async throws {
        try await Home.with { home in
            try home.write(config, to: Self.config)
            try home.write("machine ghcr.io login netrc password p", to: ".netrc")
            try home.helper("test", "echo 'credentials not found in native keychain'; exit 1")
            #expect(try await home.user("ghcr.io") == "netrc")
            try home.helper("test", #"echo '{"ServerURL":"","Username":"","Secret":""}'"#)
            #expect(try await home.user("ghcr.io") == "netrc")
        }
    }

    @Test func `which of helper and entry counts`() async throws {
        try await Home.with { home in
            try home.helper("one", #"echo '{"Username":"one","Secret":"s"}'"#)
            try home.helper("all", #"echo '{"Username":"all","Secret":"s"}'"#)
            let table = [
                (#""credHelpers":{"ghcr.io":"one"}"#, "one"), (#""credsStore":"all""#, "entry"),
                (#""credHelpers":{"ghcr.io":""},"credsStore":"all""#, "entry"),
                (#""credHelpers":{"https://ghcr.io":"one"},"credsStore":"all""#, "one"),
                (#""credHelpers":{"quay.io":"one"}"#, "entry"),
            ]
            for (helpers, user) in table {
                let text = entries(["ghcr.io": "entry", "ghcr.io/team": "team"])
                try home.write(text.dropLast() + "," + helpers + "}", to: Self.config)
                #expect(try await home.user("ghcr.io", "other") == user)
                #expect(try await home.user("ghcr.io", "team/digits") == "team")
            }
            try home.write(#"{"auths":{"ghcr.io":{}},"credsStore":"all"}"#, to: Self.config)
            #expect(try await home.user("ghcr.io") == "all")
            try home.write(#"{"credHelpers":{"ghcr.io":""},"credsStore":"all"}"#, to: Self.config)
            #expect(try await home.user("ghcr.io") == nil)
        }
    }

    @Test func `a helper that is missing is named with its file`() async throws {
        try await Home.with { home in
            for config in [Self.ofRegistry, #"{"auths":{"ghcr.io":{}},"credsStore":"test"}"#] {
                let file = try home.write(config, to: Self.config)
                let error = await #expect(throws: HelperError.self) { try await home.find("ghcr.io") }
                #expect(error == .notInstalled(command: "docker-credential-test", namedBy: file))
                #expect(printed(error).contains("docker-credential-test is not installed"))
            }
        }
    }

    @Test func `a missing helper that nothing relies on keeps nobody from public images`() async throws {
        try await Home.with { home in
            try home.write(Self.ofEverything, to: Self.config)
            #expect(try await home.find("ghcr.io") == nil)
        }
    }

    @Test(arguments: ["../sh", "a/b", "a\\nb"])
    func `a helper's name cannot lead elsewhere`(name: String) async throws {
        try await Home.with { home in
            try home.write(#"{"credHelpers":{"ghcr.io":"\#(name)"}}"#, to: Self.config)
            let error = await #expect(throws: HelperError.self) { try await home.find("ghcr.io") }
            guard case .malformedName = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a helper that hangs is ended with its children`() async throws {
        try await Home.with { home in
            try home.write(Self.ofRegistry, to: Self.config)
            try home.helper("test", "sleep 1000 & echo $! >'\(home.path)/child'; wait")
            // The time may be over before the script has begun; then there is no child to look for.
            let store = home.store(helperTimeLimit: .milliseconds(200))
            let error = await #expect(throws: HelperError.self) {
                try await store.credential(registry: "ghcr.io", repository: nil)
            }
            #expect(
                error
                    == .timedOut(
                        command: "docker-credential-test", verb: "get", address: "ghcr.io", limit: .milliseconds(200)))
            #expect(printed(error).contains("within 0.20 s"))
            #expect(printed(error).contains("`echo ghcr.io | docker-credential-test get`"))
            if let child = try? home.text("child").split(separator: "\n").first {
                #expect(await isGone(String(child)))
            }
        }
    }

    @Test func `what a helper leaves behind is killed`() async throws {
        try await Home.with { home in
            try home.helper("test", "(trap '' TERM; exec sleep 1000) & echo $! >'\(home.path)/child'; wait")
            let process = HelperProcess(
                executable: home.path.pushing("bin/docker-credential-test"), verb: "get", variables: home.variables,
                timeLimit: .milliseconds(200), patience: .milliseconds(20))
            await #expect(throws: HelperProcess.Failure.timedOut) { try await process.answer(to: "ghcr.io") }
            if let child = try? home.text("child").split(separator: "\n").first {
                #expect(await isGone(String(child)))
            }
        }
    }

    @Test(arguments: [
        "echo 'hunter2 is what you want'", "echo hunter2 >&2; echo hunter2; exit 3",
        "printf '{\"Secret\":\"hunter2\"}'",
        "printf '[\"hunter2\"]'", "while :; do echo hunter2hunter2hunter2hunter2hunter2hunter2hunter2 || exit; done",
        "printf '{\"Username\":1,\"Secret\":\"hunter2\"}'", "exit 0", "kill -9 $$",
    ])
    func `a helper that does not answer as it should is named, and nothing of its words is shown`(
        script: String
    ) async throws {
        try await Home.with { home in
            try home.write(Self.ofRegistry, to: Self.config)
            try home.helper("test", script)
            let error = await #expect(throws: HelperError.self) { try await home.find("ghcr.io") }
            #expect(printed(error).contains("docker-credential-test get"))
            #expect(!"\(printed(error)) \(String(reflecting: error))".contains("hunter2"))
        }
    }

    @Test func `a helper that does not read its input is no danger`() async throws {
        try await Home.with { home in
            try home.write(Self.ofRegistry, to: Self.config)
            try home.helper("test", #"exec <&-; echo '{"Username":"ann","Secret":"s"}'"#)
            #expect(try await home.user("ghcr.io") == "ann")
        }
    }

    @Test func `a program that cannot be run is told`() async throws {
        try await Home.with { home in
            try home.write(Self.ofRegistry, to: Self.config)
            try home.helper("test", "")
            try writeExecutable("#!/nowhere/at/all\n", to: home.path.pushing("bin/docker-credential-test"))
            let error = await #expect(throws: HelperError.self) { try await home.find("ghcr.io") }
            #expect(printed(error).contains("at: docker-credential-test"))
        }
    }

    @Test func `a lookup that is cancelled ends its helper`() async throws {
        try await Home.with { home in
            try home.write(Self.ofRegistry, to: Self.config)
            try home.helper("test", "exec sleep 1000")
            let store = home.store(helperTimeLimit: .seconds(1000))
            let task = Task { try await store.credential(registry: "ghcr.io", repository: nil) }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    /// Waits until the process is gone, and returns whether it went; an orphan stays a zombie until its new parent looks.
    private func isGone(_ process: String) async -> Bool {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            guard let stat = try? FileContents.read(FilePath("/proc/\(process)/stat"), limit: 4096),
                !String(decoding: stat, as: UTF8.self).contains(") Z ")
            else { return true }
            await Task.yield()
        }
        return false
    }
}
