import SystemPackage
import TestSupport
import Testing

@testable import PackageCompiler

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct ModelInfoTests {
    /// The file that pins the format; the tests of the server compare their own output with it.
    private func golden() throws -> [UInt8] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return Array(try Data(contentsOf: tests.appending(path: "Support/Fixtures/model_info.json")))
    }

    private func run(
        _ script: String, in folder: FilePath, limit: Duration = .seconds(30)
    ) async throws -> ModelInfo {
        let executable = folder.appending("model-server")
        try writeExecutable("#!/bin/sh\n\(script)\n", to: executable)
        return try await CompiledExecutable.modelInfo(of: executable, limit: limit)
    }

    @Test func `every cut of the JSON is refused`() throws {
        let json = try golden()
        for length in stride(from: 0, to: json.count - 1, by: 5) {
            #expect(throws: ModelInfoError.self) { try ModelInfo(json: Array(json[..<length])) }
        }
    }

    @Test func `a process that fails is told with its own words`() async throws {
        try await withTemporaryDirectory { folder in
            _ = await #expect(throws: ModelInfoError.failed(output: "Fatal error: no metadata")) {
                try await run("echo 'Fatal error: no metadata' >&2; exit 133", in: folder)
            }
        }
    }

    @Test func `a process that prints something else is told`() async throws {
        try await withTemporaryDirectory { folder in
            _ = await #expect(throws: ModelInfoError.self) { try await run("echo serving on port 8080", in: folder) }
        }
    }

    @Test func `a process that does not end is ended`() async throws {
        try await withTemporaryDirectory { folder in
            let limit = Duration.milliseconds(50)
            await #expect(throws: ModelInfoError.timedOut(after: limit)) {
                try await run("exec sleep 1000", in: folder, limit: limit)
            }
        }
    }

    @Test func `a process is asked with one argument, and its bytes are kept`() async throws {
        try await withTemporaryDirectory { folder in
            let json = try golden()
            try Data(json).write(to: URL(filePath: folder.appending("golden").string))
            let info = try await run(#"[ "$#:$1" = 1:--model-info ] && cat "\#(folder)/golden""#, in: folder)
            #expect(info.json == json)
            #expect(info.name == "digits")
            #expect(info.version == "1.4.0")
            #expect(info.author == "Digits team")
            #expect(info.summary.contains("8×8"))
            #expect(info.inputs.map(\.name) == ["image", "options.json"])
            #expect(info.inputs[0].mediaTypes == ["image/png", "image/jpeg"])
            #expect(info.inputs[0].maxSize == "1.5M")
            #expect(info.outputs.map(\.mediaType) == ["application/json"])
            #expect(info.batchSize == 16)
            #expect(info.explains)
        }
    }

    @Test func `keys that are not known are ignored`() throws {
        let json =
            #"{"name":"a","version":"1","author":"","summary":"","inputs":[],"outputs":[],"batchSize":1,"#
            + #""explains":false,"new":1}"#
        #expect(try ModelInfo(json: Array(json.utf8)).name == "a")
    }
}
