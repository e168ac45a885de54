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
        #expect(command.tag?.description == "digits:v1")
        #expect(try parse("build", "x").path == "x")
        #expect(try parse().path == ".")
    }

    @Test func `several outputs are kept in their order`() throws {
        let command = try parse(
            "--output", "oci:a", "--output", "archive:b.tar", "--load", "docker", "--load", "podman")
        #expect(command.output == [.layout("a"), .archive("b.tar")])
        #expect(command.load == [.docker, .podman])
    }

    @Test func `a label may have equals signs and nothing in its value`() throws {
        let command = try parse("--label", "a=b=c", "--label", "d=")
        #expect(command.label == [.init(key: "a", value: "b=c"), .init(key: "d", value: "")])
    }

    @Test(arguments: [
        (["--interface", "grpc"], "write omi (gRPC) or kserve (HTTP)"),
        (["--tag", "Digits:v1"], "capital letters"), (["--tag", "a b"], "a b"),
        (["--output", "image.tar"], "write oci:FOLDER"), (["--output", "oci:"], "names no path"),
        (["--load", "containerd"], "write podman or docker"), (["--label", "team"], "write key=value"),
        (["run", "--port", "70000"], "from 0 to 65535"), (["run", "--", "--http_port=1"], "write --port N"),
        (["runtime", "export", "--output", "r.tar"], "add --interface"), (["runtime", "import"], "<file>"),
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
        #expect(try ChassisBuild.parseAsRoot(["runtime", "prepare", "--interface", "omi"]) is RuntimeCommand.Prepare)
        let export = ["runtime", "export", "--interface", "omi", "--output", "r.tar"]
        #expect(try ChassisBuild.parseAsRoot(export) is RuntimeCommand.Export)
        #expect(try ChassisBuild.parseAsRoot(["runtime", "list"]) is RuntimeCommand.List)
    }
}
