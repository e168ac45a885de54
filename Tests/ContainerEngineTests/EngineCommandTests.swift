import ContainerEngine
import SystemPackage
import TestSupport
import Testing

@Suite struct EngineCommandTests {
    /// A folder with a shell script in the place of each engine's command.
    private func withEngines(
        _ scripts: [Engine: String], _ body: (_ searchPath: String, _ folder: FilePath) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { folder in
            for (engine, script) in scripts {
                try writeExecutable("#!/bin/sh\n\(script)\n", to: folder.appending(engine.rawValue))
            }
            try await body(folder.string, folder)
        }
    }

    @Test func `an engine that is not on the path is not installed`() async throws {
        try await withEngines([:]) { path, _ in
            #expect(throws: EngineError.notInstalled(.docker)) { _ = try EngineCommand(.docker, searchPath: path) }
            #expect(throws: EngineError.noneInstalled) { _ = try EngineCommand.firstInstalled(searchPath: path) }
        }
    }

    @Test func `podman comes before docker, and docker is taken alone`() async throws {
        try await withEngines([.podman: "", .docker: ""]) { path, folder in
            let found = try EngineCommand.firstInstalled(searchPath: "/nowhere:\(path)")
            #expect(found.engine == .podman)
            #expect(found.executable == folder.appending("podman"))
        }
        try await withEngines([.docker: ""]) { path, _ in
            let found = try EngineCommand.firstInstalled(searchPath: path)
            #expect(found.engine == .docker)
        }
    }

    @Test func `an engine that does not answer is told in its own words`() async throws {
        try await withEngines([.docker: "echo 'Cannot connect to the daemon' >&2; echo; exit 1"]) { path, _ in
            let engine = try EngineCommand(.docker, searchPath: path)
            await #expect(throws: EngineError.notReachable(.docker, output: "Cannot connect to the daemon")) {
                try await engine.check()
            }
        }
    }

    @Test func `load hands over the archive and tells a failure in the engine's words`() async throws {
        let script = #"[ "$1 $2 $3" = "load --input /a b.tar" ] && exit 0; echo "bad: $*"; exit 125"#
        try await withEngines([.podman: script]) { path, _ in
            let engine = try EngineCommand(.podman, searchPath: path)
            try await engine.load(archive: "/a b.tar")
            await #expect(throws: EngineError.loadFailed(.podman, output: "bad: load --input /other.tar")) {
                try await engine.load(archive: "/other.tar")
            }
        }
    }

    @Test(arguments: [
        EngineError.notInstalled(.podman), .noneInstalled, .notReachable(.docker, output: "x"),
        .loadFailed(.podman, output: "x"),
    ])
    func `every failure says how to go on without the engine`(error: EngineError) {
        #expect(error.diagnostics.allSatisfy { !$0.remedies.isEmpty })
        #expect(error.diagnostics.contains { $0.remedies.contains { $0.contains("--output archive:image.tar") } })
    }
}
