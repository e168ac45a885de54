import ArgumentParser
import ContainerEngine
import ImageBuild
import Testing

@testable import ChassisCommands

@Suite struct CommandLineTests {
    private func parse(_ arguments: String...) throws -> BuildCommand {
        try #require(try ChassisBuild.parseAsRoot(arguments) as? BuildCommand)
    }

    @Test func `build is the command when none is named`() throws {
        let command = try parse("Examples/Digits", "--interface", "omi", "--tag", "digits:v1")
        #expect(command.path == "Examples/Digits")
        #expect(command.interface == .omi)
        #expect(command.image.tag?.description == "digits:v1")
        #expect(try parse("build", "x").path == "x")
        #expect(try parse().path == ".")
    }

    @Test func `several outputs are kept in their order`() throws {
        let command = try parse(
            "--push", "--output", "oci:a", "--output", "archive:b.tar", "--output", "archive:-", "--load", "docker",
            "--load", "podman")
        #expect(
            command.outputs.destinations == [
                .layout("a"), .archive("b.tar"), .standardOutput, .engine(.docker), .engine(.podman), .registry,
            ])
    }

    @Test func `a label may have equals signs and nothing in its value`() throws {
        let command = try parse("--label", "a=b=c", "--label", "d=")
        #expect(command.image.label == [.init(key: "a", value: "b=c"), .init(key: "d", value: "")])
    }

    @Test(arguments: [
        (["--interface", "grpc"], "write omi (gRPC) or kserve (HTTP)"),
        (["--tag", "Digits:v1"], "capital letters"), (["--tag", "a b"], "a b"),
        (["--output", "image.tar"], "write oci:FOLDER"), (["--output", "oci:"], "names no path"),
        (["--load", "containerd"], "write podman or docker"), (["--label", "team"], "write key=value"),
        (["--env", "=x"], "write key=value"), (["--platform", "linux"], "linux"), (["--include", "tz"], "tzdata"),
        (["--swift-sdk", "linux/arm64="], "names no Swift SDK"), (["--swift-sdk", "arm64=a"], "is not a platform"),
        (["--created", "today"], "seconds since 1970"), (["--fail-if-larger", "much"], "such as 5%"),
        (["--progress", "loud"], "quiet"), (["--model-info", "f"], "--executable"),
        (["--executable", "f", "--test"], "compiles nothing"),
        (["--executable", "f", "--swift-sdk", "a"], "compiles nothing"),
        (["push", "oci:image"], "<reference>"), (["push", "oci:", "a.b/c"], "oci:DIR"),
        (["pull", "a.b/c", "--platform", "linux/arm64", "--all-platforms"], "not both"),
        (["pull", "a.b/c", "--push"], "chassis-build push"), (["index", "create"], "<image>"),
        (["login", "ghcr.io", "--password", "secret"], "stdin"), (["login", "--password-stdin"], "--username"),
        (["cache", "prune", "--keep", "5%"], "500MB"),
        (["predict", "--json", "1", "--input", "a=1"], "not both"), (["predict", "a b"], "no address"),
        (["predict", "--input", "a=1", "--input", "a=2"], "twice"), (["predict", "--input", "a"], "write key=value"),
        (["predict", "--timeout", "0"], "more than 0"), (["predict", "--repeat", "0"], "from 1"),
        (["predict", "--header", "a\nb: c"], "NAME: VALUE"), (["predict", "--interface", "grpc"], "omi (gRPC)"),
        (["run", "--port", "70000"], "from 0 to 65535"), (["run", "--", "--http_port=1"], "write --port N"),
        (["runtime", "export", "--output", "r.tar"], "add --interface"), (["runtime", "import"], "<file>"),
        (["runtime", "export", "--interface", "omi"], "--push"),
        (["runtime", "export", "--interface", "omi", "--output", "f", "--push", "a.b/c"], "--output"),
        (["--no-such-flag"], "--no-such-flag"), (["one", "two"], "two"),
    ])
    func `bad usage says what to write instead, and ends with code 64`(arguments: [String], words: String) {
        let error = #expect(throws: (any Error).self) { try ChassisBuild.parseAsRoot(arguments) }
        guard let error else { return }
        #expect(ChassisBuild.exitCode(for: error).rawValue == 64)
        #expect(ChassisBuild.fullMessage(for: error).contains(words))
    }

    @Test func `the other commands are named`() throws {
        #expect(try ChassisBuild.parseAsRoot(["run", "x", "--watch", "--port", "0"]) is RunCommand)
        #expect(try ChassisBuild.parseAsRoot(["test", "x"]) is TestCommand)
        #expect(try ChassisBuild.parseAsRoot(["predict", "localhost:1", "--json", "1"]) is PredictCommand)
        #expect(try ChassisBuild.parseAsRoot(["runtime", "prepare", "--interface", "omi"]) is RuntimeCommand.Prepare)
        let export = ["runtime", "export", "--interface", "omi", "--output", "r.tar"]
        #expect(try ChassisBuild.parseAsRoot(export) is RuntimeCommand.Export)
        #expect(try ChassisBuild.parseAsRoot(["runtime", "list"]) is RuntimeCommand.List)
        #expect(try ChassisBuild.parseAsRoot(["push", "oci:image", "a.b/c:v1", "a.b/c:v2"]) is PushCommand)
        #expect(try ChassisBuild.parseAsRoot(["pull", "a.b/c:v1", "--output", "oci:image"]) is PullCommand)
        #expect(try ChassisBuild.parseAsRoot(["index", "create", "oci:a", "oci:b"]) is IndexCommand.Create)
        #expect(try ChassisBuild.parseAsRoot(["login", "ghcr.io"]) is LoginCommand)
        #expect(try ChassisBuild.parseAsRoot(["logout"]) is LogoutCommand)
        #expect(try ChassisBuild.parseAsRoot(["cache"]) is CacheCommand.Show)
        #expect(try ChassisBuild.parseAsRoot(["cache", "prune", "--keep", "1GB"]) is CacheCommand.Prune)
    }

    @Test func `a password on the command line is not repeated in the message`() {
        let error = #expect(throws: (any Error).self) {
            try ChassisBuild.parseAsRoot(["login", "ghcr.io", "--password", "s3cret-word"])
        }
        guard let error else { return }
        #expect(!ChassisBuild.fullMessage(for: error).contains("s3cret-word"))
    }

    @Test func `platforms may be listed with commas`() throws {
        let command = try parse("--platform", "linux/amd64,linux/arm64", "--platform", "linux/arm/v7")
        #expect(
            command.image.platform.flatMap(\.self).map(\.description) == ["linux/amd64", "linux/arm64", "linux/arm/v7"])
    }

    @Test func `the flags for registries reach the client, and the folder of certificates comes first`() throws {
        let arguments = ["push", "oci:image", "a.b/c:v1", "--plain-http", "--ca-file", "ca.crt", "--cert-dir", "certs"]
        let command = try #require(try ChassisBuild.parseAsRoot(arguments) as? PushCommand)
        let options = command.registries.access(variables: ["HOME": "/home/ada"], cache: "/cache").options
        #expect(options.plainHTTP)
        #expect(options.caFile == "ca.crt")
        #expect(options.certificateFolders.first == "certs")
        #expect(options.certificateFolders.count == 5)
        #expect(options.stateFolder == "/cache/transfers")
        let plain = try #require(try ChassisBuild.parseAsRoot(["pull", "a.b/c:v1"]) as? PullCommand)
        #expect(!plain.registries.access(variables: [:], cache: "/cache").options.plainHTTP)
    }

    @Test func `a pull and an index go where they are told, the registry last`() throws {
        let pull = try #require(
            try ChassisBuild.parseAsRoot(["pull", "a.b/c:v1", "--output", "oci:a", "--all-platforms"]) as? PullCommand)
        #expect(pull.outputs.destinations == [.layout("a")])
        #expect(pull.allPlatforms && pull.platform == nil)
        let arguments = [
            "index", "create", "--push", "oci:a", "a.b/c:v1", "--tag", "a.b/c:both", "--annotation", "k=v", "--output",
            "oci:all",
        ]
        let index = try #require(try ChassisBuild.parseAsRoot(arguments) as? IndexCommand.Create)
        #expect(index.images.map(\.description) == ["oci:a", "a.b/c:v1"])
        #expect(index.outputs.destinations == [.layout("all"), .registry])
        #expect(index.annotation == [.init(key: "k", value: "v")])
    }

    @Test func `a Swift SDK is for one platform or for all, and there may be several`() throws {
        let command = try parse("--swift-sdk", "linux/arm64=a_static-linux-0.1.0", "--swift-sdk", "b")
        #expect(command.image.swiftSDK == [.init(id: "a_static-linux-0.1.0", for: .linuxARM64), .init(id: "b")])
    }
}
