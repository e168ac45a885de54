import OCISpec
import SystemPackage

@testable import BaseImage

/// Loads `source` into the folder `work` in `folder`; there is no registry.
func load(_ source: BaseSource, in folder: FilePath, for platform: Platform = .linuxAMD64) async throws -> BaseImage {
    try await BaseImage.load(source, for: platform, workspace: folder.appending("work")) { reference in
        throw BaseError("\(reference)", .notAnImage(reason: "no registry"))
    }
}

/// What is wrong with `source`; nil when nothing is.
func problem(
    _ source: BaseSource, in folder: FilePath, for platform: Platform = .linuxAMD64
) async throws -> BaseProblem? {
    do {
        _ = try await load(source, in: folder, for: platform)
        return nil
    } catch let error as BaseError {
        return error.problem
    }
}
