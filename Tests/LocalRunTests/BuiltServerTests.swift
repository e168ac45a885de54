import FileSnapshot
import SystemPackage
import TestSupport
import Testing

@testable import LocalRun

@Suite struct BuiltServerTests {
    @Test func `a program that cannot be read is told`() async throws {
        #expect(throws: LocalRunError.unreadable("/nowhere/server", .noSuchFileOrDirectory)) {
            try BuiltServer(ServerLaunch(announcement: "", executable: "/nowhere/server"))
        }
        try await withTemporaryDirectory { folder in
            let launch = ServerLaunch(announcement: "", executable: folder)
            _ = #expect(throws: LocalRunError.unreadable(folder, .isDirectory)) { try BuiltServer(launch) }
        }
    }

    @Test func `two builds are the same when the bytes and the way to start them are`() async throws {
        try await withTemporaryDirectory { folder in
            let program = folder.appending("server")
            let launch = ServerLaunch(announcement: "", executable: program, arguments: ["a"])
            // Longer than one piece, and different at its end alone.
            let text = String(repeating: "x", count: 1 << 20)
            try writeExecutable(text + "1", to: program)
            let first = try BuiltServer(launch)
            try writeExecutable(text + "2", to: program)
            #expect(try BuiltServer(launch) != first)
            try writeExecutable(text + "1", to: program)
            #expect(try BuiltServer(launch) == first)
            for change: (inout ServerLaunch) throws -> Void in [
                { $0.arguments = ["b"] }, { $0.variables = ["PORT": "1"] }, { $0.port = 1 },
                { $0.data = try FileSnapshot(folders: [folder]) },
            ] {
                var other = launch
                try change(&other)
                #expect(try BuiltServer(other) != first)
            }
        }
    }
}
