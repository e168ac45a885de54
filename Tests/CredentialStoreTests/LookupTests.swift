import SystemPackage
import Testing

@testable import CredentialStore

@Suite struct LookupTests {
    @Test func `the first place that knows the registry counts`() async throws {
        try await Home.with { home in
            home.variables["XDG_RUNTIME_DIR"] = "\(home.path)/session"
            home.variables["XDG_CONFIG_HOME"] = "\(home.path)/settings"
            home.variables["DOCKER_CONFIG"] = "\(home.path)/docker"
            home.variables["REGISTRY_AUTH_FILE"] = "\(home.path)/chosen.json"
            home.variables["GITHUB_TOKEN"] = "t"
            home.variables["GITHUB_ACTOR"] = "pipeline"
            let legacy = entries(["https://ghcr.io/v1/": "legacy"]).dropFirst(#"{"auths":"#.count).dropLast()
            let files = [
                ("chosen.json", "chosen"), ("session/containers/auth.json", "session"),
                ("settings/containers/auth.json", "settings"), ("docker/config.json", "docker"),
            ]
            for (name, user) in files { try home.write(entries(["ghcr.io": user]), to: name) }
            try home.write(String(legacy), to: ".dockercfg")
            try home.write("machine ghcr.io login netrc password p", to: ".netrc")

            let explicit = FoundCredential(.basic(username: "typed", password: Secret("p")), origin: "--username")
            let store = home.store(explicit: ["GHCR.io": explicit])
            #expect(try await store.credential(registry: "ghcr.io", repository: "a/b") == explicit)
            for (name, user) in files + [(".dockercfg", "legacy")] {
                #expect(try await home.user("ghcr.io") == user)
                try home.write("", to: name)
            }
            #expect(try await home.user("ghcr.io") == "pipeline")
            home.variables["GITHUB_TOKEN"] = ""
            #expect(try await home.user("ghcr.io") == "netrc")
            try home.write("", to: ".netrc")
            #expect(try await home.find("ghcr.io") == nil)
        }
    }

    @Test func `without variables the places are below the home and the runtime folder`() async throws {
        try await Home.with { home in
            let files = ["run/auth.json", ".config/containers/auth.json", ".docker/config.json"]
            for (index, name) in files.enumerated() { try home.write(entries(["ghcr.io": "\(index)"]), to: name) }
            for (index, name) in files.enumerated() {
                #expect(try await home.user("ghcr.io") == "\(index)")
                try home.write("{}", to: name)
            }
        }
    }

    @Test func `a variable that is empty, or relative where it may not be, is as none`() async throws {
        try await Home.with { home in
            for name in ["REGISTRY_AUTH_FILE", "DOCKER_CONFIG", "NETRC"] { home.variables[name] = "" }
            home.variables["XDG_CONFIG_HOME"] = "settings"
            home.variables["XDG_RUNTIME_DIR"] = "session"
            #expect(
                home.store().places.files.map(\.path)
                    == [
                        home.runtimeFolder.appending("auth.json"), home.path.pushing(".config/containers/auth.json"),
                        home.path.pushing(".docker/config.json"), home.path.appending(".dockercfg"),
                    ])
            #expect(home.store().places.netrc == home.path.appending(".netrc"))
        }
    }

    @Test func `without a home only what variables name is looked at`() async throws {
        let places = CredentialPlaces(variables: ["DOCKER_CONFIG": "/d"], home: nil, runtimeFolder: nil)
        #expect(places.files.map(\.path) == ["/d/config.json"])
        #expect(places.netrc == nil)
        let none = CredentialStore(
            variables: [:], places: CredentialPlaces(variables: [:], home: nil, runtimeFolder: nil))
        #expect(try await none.credential(registry: "ghcr.io", repository: nil) == nil)
        await #expect(throws: CredentialFileError.homeless) {
            try await none.store(.registryToken(Secret("t")), for: "a.b")
        }
    }

    @Test func `the most specific entry counts`() async throws {
        try await Home.with { home in
            try home.write(
                entries(["ghcr.io": "host", "ghcr.io/ns": "ns", "ghcr.io/ns/user/image": "image"]),
                to: ".docker/config.json")
            let expected = [
                ("ns/user/image", "image"), ("ns/user/other", "ns"), ("ns", "ns"), ("nsx", "host"),
                ("ns/user/image/deeper", "image"), ("other", "host"),
            ]
            for (repository, user) in expected { #expect(try await home.user("ghcr.io", repository) == user) }
            #expect(try await home.user("ghcr.io") == "host")
            #expect(try await home.user("ghcr.io.example", "ns") == nil)
            #expect(try await home.find("ghcr.io", "ns/x")?.origin == "~/.docker/config.json, entry ghcr.io/ns")
        }
    }

    @Test func `an entry of an earlier file counts before a more specific one of a later`() async throws {
        try await Home.with { home in
            try home.write(entries(["ghcr.io": "first"]), to: ".config/containers/auth.json")
            try home.write(entries(["ghcr.io/team": "second"]), to: ".docker/config.json")
            #expect(try await home.user("ghcr.io", "team/digits") == "first")
        }
    }

    @Test(arguments: ["docker.io", "index.docker.io", "registry-1.docker.io", "https://index.docker.io/v1/"])
    func `Docker Hub is found under each of its names`(key: String) async throws {
        try await Home.with { home in
            try home.write(entries([key: "ann"]), to: ".docker/config.json")
            for registry in ["docker.io", "index.docker.io", "registry-1.docker.io"] {
                #expect(try await home.user(registry, "library/digits") == "ann")
            }
            #expect(try await home.user("ghcr.io") == nil)
        }
    }

    @Test func `of two names for one registry the plain one counts`() async throws {
        try await Home.with { home in
            let keys = ["HTTPS://quay.io/v1/": "a", "quay.io": "plain", "quay.io/v1/": "b"]
            try home.write(entries(keys), to: ".docker/config.json")
            let found = try await home.user("quay.io")
            #expect(found == "plain")
        }
    }

    @Test func `a file that is named twice is looked at once`() async throws {
        try await Home.with { home in
            let file = home.path.pushing(".docker/config.json")
            home.variables["REGISTRY_AUTH_FILE"] = file.string
            let files = home.store().places.files
            #expect(files.first == CredentialFile(path: file, format: .docker, isChosen: true))
            #expect(files.filter { $0.path == file }.count == 1)
        }
    }

    @Test func `an empty entry is passed over, and the next file looked at`() async throws {
        try await Home.with { home in
            try home.write(#"{"auths":{"ghcr.io":{},"https://ghcr.io":null}}"#, to: ".config/containers/auth.json")
            await #expect(throws: CredentialFileError.self) { try await home.find("ghcr.io") }
            try home.write(#"{"auths":{"ghcr.io":{}}}"#, to: ".config/containers/auth.json")
            try home.write(entries(["ghcr.io": "ann"]), to: ".docker/config.json")
            #expect(try await home.user("ghcr.io") == "ann")
        }
    }

    @Test func `the password typed for one registry is not for another`() async throws {
        try await Home.with { home in
            let typed = FoundCredential(.basic(username: "ann", password: Secret("p")), origin: "--username")
            let store = home.store(explicit: ["localhost:5000": typed])
            let found = try await store.credential(registry: "localhost:5000", repository: nil)
            #expect(found == typed)
            #expect(try await store.credential(registry: "localhost", repository: nil) == nil)
            #expect(try await store.credential(registry: "docker.io", repository: nil) == nil)
        }
    }

    @Test(
        arguments: [
            (["GITHUB_TOKEN": "t", "GITHUB_ACTOR": "ann"], "ghcr.io", "ann"),
            (["GITHUB_TOKEN": "t"], "ghcr.io", "x-access-token"),
            (["GITHUB_TOKEN": "t"], "docker.io", nil),
            (
                [
                    "CI_REGISTRY": "r.example:5050", "CI_REGISTRY_USER": "u", "CI_REGISTRY_PASSWORD": "p",
                    "CI_JOB_TOKEN": "t",
                ], "r.example:5050", "u"
            ),
            (["CI_REGISTRY": "r.example:5050", "CI_JOB_TOKEN": "t"], "r.example:5050", "gitlab-ci-token"),
            (["CI_REGISTRY": "r.example:5050", "CI_JOB_TOKEN": "t"], "r.example", nil),
            (["CI_REGISTRY_USER": "u", "CI_REGISTRY_PASSWORD": "p", "CI_JOB_TOKEN": "t"], "r.example", nil),
        ] as [([String: String], String, String?)])
    func `a pipeline's variables are for its own registry`(
        variables: [String: String], registry: String, user: String?
    ) async throws {
        try await Home.with { home in
            home.variables.merge(variables) { $1 }
            let found = try await home.user(registry)
            #expect(found == user)
        }
    }

    @Test func `a broken file is named, and nothing of it is shown`() async throws {
        try await Home.with { home in
            let broken = [
                "{\"auths\":{\"ghcr.io\":{\"auth\":\"hunter2", "[\"hunter2\"]", "hunter2", "{\"auths\":[\"hunter2\"]}",
                "{\"auths\":{\"ghcr.io\":\"hunter2\"}}", "{\"auths\":{\"ghcr.io\":{\"auth\":\"hunter2\"}}}",
                "{\"auths\":{\"ghcr.io\":{\"auth\":\"aHVudGVyMg==\"}}}", "{\"credsStore\":[\"hunter2\"]}",
                "{\"credHelpers\":{\"ghcr.io\":[\"hunter2\"]}}",
            ]
            for text in broken {
                let file = try home.write(text, to: ".docker/config.json")
                let error = await #expect(throws: CredentialFileError.self) { try await home.find("ghcr.io") }
                #expect(printed(error).contains("at: \(file)"))
                #expect(!"\(printed(error)) \(String(reflecting: error))".contains("hunter2"))
                #expect(!home.store().searched(for: "ghcr.io").joined().contains("hunter2"))
            }
        }
    }

    @Test func `a broken entry keeps nobody from another registry`() async throws {
        try await Home.with { home in
            let text = entries(["ghcr.io": "ann"]).replacing(#""auths":{"#, with: #""auths":{"quay.io":{"auth":"?"},"#)
            try home.write(text, to: ".docker/config.json")
            #expect(try await home.user("ghcr.io") == "ann")
            let file = home.path.pushing(".docker/config.json")
            await #expect(throws: CredentialFileError.malformedEntry(file, key: "quay.io", .notBase64)) {
                try await home.find("quay.io")
            }
        }
    }

    @Test func `a file that cannot be read is an error only where the user named it`() async throws {
        try await Home.with { home in
            try home.write("", to: ".docker/config.json/in-the-way")  // a folder: a file without rights, root can read
            #expect(try await home.find("ghcr.io") == nil)
            let folder = home.path.appending(".docker").appending("config.json")
            home.variables["REGISTRY_AUTH_FILE"] = folder.string
            await #expect(throws: CredentialFileError.unreadable(folder, .isDirectory)) {
                try await home.find("ghcr.io")
            }
        }
    }

    @Test func `a file without an end is not read to it`() async throws {
        try await Home.with { home in
            home.variables["REGISTRY_AUTH_FILE"] = "/dev/zero"
            let error = await #expect(throws: CredentialFileError.self) { try await home.find("ghcr.io") }
            #expect(error == .tooLarge("/dev/zero", limit: 4 << 20))
        }
    }

    @Test func `the places that were looked at say what is there`() async throws {
        try await Home.with { home in
            home.variables["GITHUB_TOKEN"] = ""
            try home.write(entries(["quay.io": "ann"]), to: ".docker/config.json")
            try home.write(entries(["ghcr.io": "ann"]), to: ".config/containers/auth.json")
            try home.write("machine example.com login a password b", to: ".netrc")
            #expect(
                home.store().searched(for: "ghcr.io")
                    == [
                        "~/run/auth.json (not there)", "~/.config/containers/auth.json (entry ghcr.io)",
                        "~/.docker/config.json (no entry for ghcr.io)", "~/.dockercfg (not there)",
                        "GITHUB_TOKEN (not set)", "~/.netrc (no machine ghcr.io)",
                    ])
            try home.write("{", to: ".docker/config.json")
            try home.write(#"{"credsStore":"none"}"#, to: ".config/containers/auth.json")
            #expect(
                home.store().searched(for: "quay.io").dropFirst().prefix(2)
                    == [
                        "~/.config/containers/auth.json (docker-credential-none, which is not installed)",
                        "~/.docker/config.json (cannot be read)",
                    ])
        }
    }
}
