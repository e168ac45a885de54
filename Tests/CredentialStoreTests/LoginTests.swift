import OCISpec
import SystemPackage
import Testing

@testable import CredentialStore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite struct LoginTests {
    private static let config = ".docker/config.json"
    private static let ann = Credential.basic(username: "ann", password: Secret("p:w"))

    @Test(arguments: [ann, .identityToken(Secret("t")), .registryToken(Secret("t"))])
    func `what was stored is found, in a file for its owner alone`(credential: Credential) async throws {
        try await Home.with { home in
            let place = try await home.store().store(credential, for: "ghcr.io")
            #expect(place == "~/.docker/config.json")
            #expect(try await home.find("ghcr.io", "team/digits")?.credential == credential)
            #expect(try home.mode(Self.config) == [.ownerReadWrite])
            #expect(try home.mode(".docker") == [.ownerReadWriteExecute])
            #expect(try home.names(".docker") == ["config.json", "config.json.lock"])
        }
    }

    @Test func `the file is written as docker writes it`() async throws {
        try await Home.with { home in
            _ = try await home.store().store(Self.ann, for: "docker.io")
            #expect(
                try home.text(Self.config)
                    == """
                    {
                      "auths" : {
                        "https://index.docker.io/v1/" : {
                          "auth" : "YW5uOnA6dw=="
                        }
                      }
                    }

                    """)
        }
    }

    @Test func `what else is in the file stays, and others may read it no longer`() async throws {
        try await Home.with { home in
            let old =
                #"{"HttpHeaders":{"X":"y"},"auths":{"quay.io":{"auth":"YTpi","email":"e"}},"n":[1,2.5,null,true]}"#
            let file = try home.write(old, to: Self.config)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.string)
            _ = try await home.store().store(Self.ann, for: "ghcr.io")
            let new = try CanonicalJSON.decode(JSONValue.self, from: Array(home.text(Self.config).utf8))
            let before = try CanonicalJSON.decode(JSONValue.self, from: Array(old.utf8))
            #expect(new["HttpHeaders"] == before["HttpHeaders"])
            #expect(new["n"] == before["n"])
            #expect(new["auths"]?["quay.io"] == before["auths"]?["quay.io"])
            #expect(new["auths"]?["ghcr.io"] != nil)
            #expect(try home.mode(Self.config) == [.ownerReadWrite])
        }
    }

    @Test func `a new login takes the place of the old one, whatever its name and file`() async throws {
        try await Home.with { home in
            let podman = ".config/containers/auth.json"
            try home.write(entries(["index.docker.io": "a", "https://docker.io/v1/": "b", "quay.io": "c"]), to: podman)
            try home.write(entries(["docker.io": "later"]), to: Self.config)
            #expect(try await home.store().store(Self.ann, for: "registry-1.docker.io") == "~/\(podman)")
            let new = try CanonicalJSON.decode([String: [String: JSONValue]].self, from: Array(home.text(podman).utf8))
            #expect(new["auths"]?.keys.sorted() == ["docker.io", "quay.io"])
            #expect(try await home.user("docker.io") == "ann")
            #expect(try await home.user("quay.io") == "c")
            #expect(try home.text(Self.config) == entries(["docker.io": "later"]))
        }
    }

    @Test func `the file that the user named is written`() async throws {
        try await Home.with { home in
            try home.write(entries([:]), to: Self.config)
            home.variables["REGISTRY_AUTH_FILE"] = "\(home.path)/new/auth.json"
            #expect(try await home.store().store(Self.ann, for: "docker.io") == "~/new/auth.json")
            #expect(try home.text("new/auth.json").contains("\"docker.io\""))
            #expect(try await home.user("docker.io") == "ann")
            home.variables["REGISTRY_AUTH_FILE"] = nil
            home.variables["DOCKER_CONFIG"] = "\(home.path)/d"
            #expect(try await home.store().store(Self.ann, for: "docker.io") == "~/d/config.json")
        }
    }

    @Test(.enabled(if: getuid() == 0, "only root can give a file away"))
    func `the file of another user stays that user's`() async throws {
        try await Home.with { home in
            let file = try home.write("{}", to: Self.config)
            #expect(chown(file.string, 12345, 54321) == 0)
            _ = try await home.store().store(Self.ann, for: "ghcr.io")
            let stat = try file.stat()
            #expect(stat.userID.rawValue == 12345)
            #expect(stat.groupID.rawValue == 54321)
        }
    }

    @Test func `a symbolic link stays one`() async throws {
        try await Home.with { home in
            try home.write("", to: ".docker/x")
            try home.write("{}", to: "dotfiles/config.json")
            try FileManager.default.createSymbolicLink(
                atPath: "\(home.path)/.docker/config.json", withDestinationPath: "../dotfiles/config.json")
            _ = try await home.store().store(Self.ann, for: "ghcr.io")
            #expect(try home.text("dotfiles/config.json").contains("ghcr.io"))
            let link = try FileManager.default.destinationOfSymbolicLink(atPath: "\(home.path)/.docker/config.json")
            #expect(link == "../dotfiles/config.json")
        }
    }

    @Test func `logins at once lose nothing`() async throws {
        try await Home.with { home in
            let store = home.store()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask { _ = try await store.store(Self.ann, for: "r\(number).example") }
                }
                try await group.waitForAll()
            }
            for number in 0..<8 { #expect(try await home.user("r\(number).example") == "ann") }
        }
    }

    @Test(arguments: [#"{"credsStore":"test"}"#, #"{"credHelpers":{"ghcr.io":"test"}}"#])
    func `a helper keeps what is stored, and the file has no secret`(config: String) async throws {
        try await Home.with { home in
            try home.write(config, to: Self.config)
            try home.keepingHelper("test")
            #expect(try await home.store().store(Self.ann, for: "ghcr.io") == "docker-credential-test")
            #expect(try await home.find("ghcr.io")?.credential == Self.ann)
            #expect(try !home.text(Self.config).contains("auth\""))
            #expect(
                try await home.store().store(.identityToken(Secret("t")), for: "ghcr.io") == "docker-credential-test")
            #expect(try await home.find("ghcr.io")?.credential == .identityToken(Secret("t")))
            await #expect(throws: HelperError.cannotKeepRegistryToken(command: "docker-credential-test")) {
                try await home.store().store(.registryToken(Secret("t")), for: "ghcr.io")
            }
            #expect(
                try await home.store().erase(registry: "ghcr.io")
                    == LogoutResult(removedFrom: "docker-credential-test", remaining: nil))
            #expect(try await home.find("ghcr.io") == nil)
            #expect(try await home.store().erase(registry: "ghcr.io").removedFrom == nil)
        }
    }

    @Test func `a helper takes over what the file kept`() async throws {
        try await Home.with { home in
            try home.keepingHelper("test")
            try home.write(entries(["ghcr.io": "old"]).dropLast() + #","credsStore":"test"}"#, to: Self.config)
            _ = try await home.store().store(Self.ann, for: "ghcr.io")
            #expect(try await home.user("ghcr.io") == "ann")
            #expect(try home.text(Self.config).contains("\"ghcr.io\" : {\n\n    }"))
        }
    }

    @Test func `a helper that fails to store is an error without the secret`() async throws {
        try await Home.with { home in
            try home.write(#"{"credsStore":"test"}"#, to: Self.config)
            try home.helper("test", "cat; cat >&2; exit 1")
            let error = await #expect(throws: HelperError.self) {
                try await home.store().store(Self.ann, for: "ghcr.io")
            }
            #expect(error == .failed(command: "docker-credential-test", verb: "store", address: "ghcr.io"))
            #expect(!"\(printed(error)) \(String(reflecting: error))".contains("p:w"))
            #expect(try home.text(Self.config) == #"{"credsStore":"test"}"#)
        }
    }

    @Test func `without its helper a file of everything keeps the secret itself`() async throws {
        try await Home.with { home in
            try home.write(#"{"credsStore":"test"}"#, to: Self.config)
            #expect(try await home.store().store(Self.ann, for: "ghcr.io") == "~/.docker/config.json")
            #expect(try await home.user("ghcr.io") == "ann")
        }
    }

    @Test func `a logout removes one place and tells of the next`() async throws {
        try await Home.with { home in
            try home.write(entries(["docker.io": "a", "quay.io": "b"]), to: ".config/containers/auth.json")
            try home.write(entries(["https://index.docker.io/v1/": "c", "docker.io/team": "d"]), to: Self.config)
            let store = home.store()
            #expect(
                try await store.erase(registry: "docker.io")
                    == LogoutResult(
                        removedFrom: "~/.config/containers/auth.json",
                        remaining: "~/.docker/config.json, entry https://index.docker.io/v1/"))
            #expect(
                try await store.erase(registry: "index.docker.io")
                    == LogoutResult(removedFrom: "~/.docker/config.json", remaining: nil))
            #expect(try await store.erase(registry: "docker.io") == LogoutResult(removedFrom: nil, remaining: nil))
            #expect(try await home.user("quay.io") == "b")
            #expect(try await home.user("docker.io", "team/digits") == "d")
        }
    }

    @Test func `a logout with nothing to remove writes nothing`() async throws {
        try await Home.with { home in
            let result = try await home.store().erase(registry: "ghcr.io")
            #expect(result.removedFrom == nil)
            #expect(try home.names("") == [])
        }
    }

    @Test func `a helper that lists nothing is asked to forget all the same`() async throws {
        try await Home.with { home in
            try home.write(#"{"credHelpers":{"ghcr.io":"test"}}"#, to: Self.config)
            let forgotten = "\(home.path)/forgotten"
            try home.helper(
                "test",
                "case $1 in erase) cat >'\(forgotten)';; get) echo 'credentials not found'; exit 1;; *) exit 1;; esac")
            #expect(try await home.store().erase(registry: "ghcr.io").removedFrom == "docker-credential-test")
            #expect(try home.text("forgotten") == "ghcr.io")
        }
    }

    @Test func `a helper that had nothing to forget was no place`() async throws {
        try await Home.with { home in
            try home.write(#"{"credHelpers":{"ghcr.io":"test"}}"#, to: Self.config)
            try home.helper("test", "echo 'credentials not found in native keychain'; exit 1")
            let result = try await home.store().erase(registry: "ghcr.io")
            #expect(result == LogoutResult(removedFrom: nil, remaining: nil))
        }
    }

    @Test func `a broken file is left as it is`() async throws {
        try await Home.with { home in
            let file = try home.write("{\"auths\":", to: Self.config)
            await #expect(throws: CredentialFileError.notJSON(file)) {
                try await home.store().store(Self.ann, for: "ghcr.io")
            }
            #expect(try home.text(Self.config) == "{\"auths\":")
        }
    }

    @Test func `a folder that cannot be made is told`() async throws {
        try await Home.with { home in
            try home.write("", to: ".docker")
            let error = await #expect(throws: CredentialFileError.self) {
                try await home.store().store(Self.ann, for: "ghcr.io")
            }
            guard case .unwritable? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `nothing is left behind when the file cannot be replaced`() async throws {
        try await Home.with { home in
            try home.write("", to: "folder/in-the-way/x")
            let target = home.path.pushing("folder/in-the-way")
            #expect(throws: CredentialFileError.unwritable(target, .isDirectory)) {
                try PrivateFile.replace(target, with: [1])
            }
            #expect(try home.names("folder") == ["in-the-way"])
        }
    }

    @Test(arguments: ["ghcr.io/team", "", "a b", "https://user@ghcr.io"])
    func `a login is for a whole registry`(name: String) async throws {
        try await Home.with { home in
            await #expect(throws: LoginInputError.self) { try await home.store().store(Self.ann, for: name) }
            await #expect(throws: LoginInputError.self) { try await home.store().erase(registry: name) }
        }
    }
}
