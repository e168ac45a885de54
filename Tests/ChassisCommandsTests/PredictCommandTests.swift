import ArgumentParser
import Testing

@testable import ChassisCommands

@Suite struct PredictCommandTests {
    private func parse(_ arguments: String...) throws -> PredictCommand {
        try #require(try ChassisBuild.parseAsRoot(["predict"] + arguments) as? PredictCommand)
    }

    @Test func `a question has its inputs, its limit and its headers`() throws {
        let command = try parse(
            "grpc://[::1]:45000", "--input", "a=b=c", "--input", "p=@p.png", "--timeout", "2.5", "--repeat", "7",
            "--header", "Authorization: Bearer x:y", "-o", "out", "--explain", "--model", "m")
        #expect(command.address == "grpc://[::1]:45000")
        #expect(command.inputs == [.init(key: "a", value: "b=c"), .init(key: "p", value: "@p.png")])
        #expect(command.timeout == .milliseconds(2500))
        #expect(command.repeat == 7)
        #expect(command.header == [.init(key: "Authorization", value: "Bearer x:y")])
        #expect(command.outputFolder == "out")
        #expect(command.explain)
        #expect(command.model == "m")
    }

    @Test func `nothing need be said`() throws {
        let command = try parse()
        #expect(command.address == nil)
        #expect(command.interface == nil)
        #expect(command.timeout == .seconds(60))
        #expect(command.repeat == 1)
        #expect(command.project == ".")
    }

    @Test func `a minus is the standard input`() throws {
        #expect(try parse("--json", "-").json == "-")
        #expect(try parse("localhost", "--json", "-1").json == "-1")
    }
}
