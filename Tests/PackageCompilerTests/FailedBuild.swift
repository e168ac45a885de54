import SystemPackage

@testable import PackageCompiler

/// A failed build, made of what `swift build --configuration release --product model-server` printed for a small
/// package with the linker's flags of `WrapperPackage`. Paths and names are changed; lines that were not
/// captured are marked so where they stand.
struct FailedBuild {
    var libraries = [SystemLibrary(name: "CBLAS", pkgConfig: "openblas", packages: ["libopenblas-dev"])]
    var freeBytes: Int64? = 50_000_000_000
    var libraryFolders: [FilePath] = []

    /// What the tool makes of the output `text`, from which lines of progress are left out as `PackageCompiler` does.
    func error(printing text: String) -> CompileError {
        var output = CompilerMessages()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if case .message(let message) = BuildLine(String(line)) { output.append(message) }
        }
        return error(of: output)
    }

    func error(of output: CompilerMessages) -> CompileError {
        BuildFailure(
            output: output, systemLibraries: libraries, target: "Digits", folder: "/cache", freeBytes: freeBytes,
            libraryFolders: libraryFolders
        ).error
    }

    /// What a user reads.
    func report(printing text: String) -> String {
        error(printing: text).diagnostics.map(\.description).joined(separator: "\n")
    }
}
