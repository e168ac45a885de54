import ChassisModel
import SystemPackage
import Testing
import TestSupport

@Suite struct ModelContextTests {
    @Test func `a missing file is named, with the reason and where files belong`() async throws {
        try await withTemporaryDirectory { folder in
            let context = ModelContext(modelDirectory: folder.string)
            let error = #expect(throws: ModelFileError.self) { try context.contents(of: "weights/a.bin") }
            #expect(error == ModelFileError(path: "\(folder)/weights/a.bin", reason: "No such file or directory"))
            #expect(
                error?.description == "cannot read the model file \(folder)/weights/a.bin: No such file or directory; "
                    + "files in the package's `models` folder are packed into the image")
        }
    }

    @Test func `a folder is not a file`() async throws {
        try await withTemporaryDirectory { folder in
            let context = ModelContext(modelDirectory: folder.string)
            #expect(throws: ModelFileError(path: "\(folder)/.", reason: "Is a directory")) {
                try context.contents(of: ".")
            }
        }
    }

    @Test func `the bytes of a file are read`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try FileDescriptor.open(
                folder.appending("a.bin"), .writeOnly, options: .create, permissions: .ownerReadWrite)
            try file.closeAfter { _ = try file.writeAll([1, 2, 255]) }
            let context = ModelContext(modelDirectory: folder.string + "//")
            #expect(Array(try context.contents(of: "a.bin")) == [1, 2, 255])
        }
    }

    @Test(arguments: [
        ("/models", "/models", "/models/a"), ("/models//", "/models", "/models/a"), ("models/", "models", "models/a"),
        ("/", "/", "/a"), ("//", "/", "/a"),
    ])
    func `slashes at the end of the folder are dropped`(folder: String, directory: String, path: String) {
        let context = ModelContext(modelDirectory: folder)
        #expect(context.modelDirectory == directory)
        #expect(context.path(of: "a") == path)
    }
}
