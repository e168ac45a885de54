import Testing

@testable import PackageCompiler

@Suite struct ToolsVersionErrorTests {
    /// What `swift package dump-package` printed for a manifest that begins with `// swift-tools-version: 6.4`.
    private static let manifest = """
        error: 'digits': package 'digits' is using Swift tools version 6.4.0 but the installed version is 6.3.1
        error: invalid manifests at [<AbsolutePath:"/src/digits">]
        """

    @Test func `a manifest for newer tools is told with the remedy`() throws {
        let error = try #require(ToolsVersionError(in: Self.manifest))
        #expect(
            error.diagnostics.map(\.description) == [
                """
                error: the package needs Swift 6.4 or later; this is Swift 6.3.1
                  at: package digits
                  try: install Swift 6.4 or later from https://www.swift.org/install
                  try: or set CHASSIS_SWIFT to the path of another `swift`
                  try: or use a version of the package whose `// swift-tools-version:` is not newer than your Swift
                """
            ])
    }

    @Test func `a dependency for newer tools is told while it is resolved`() throws {
        let output = """
            error: Dependencies could not be resolved because root depends on 'dep' 1.0.0..<2.0.0.
            'dep' >= 1.0.0 cannot be used because no versions of 'dep' match the requirement 1.0.1..<2.0.0 and 'dep' 1.0.0 contains incompatible tools version (6.4.0).
            """
        let error = try #require(ToolsVersionError(in: output))
        #expect(error.package == "dep")
        #expect(error.needed == SwiftVersion(6, 4))
        #expect(error.installed == nil)
        #expect(FailedBuild().error(printing: output) == .newerToolsNeeded(error, output: output))
        #expect(
            FailedBuild().report(printing: output).hasPrefix(output + "\nerror: the package needs Swift 6.4 or later\n")
        )
    }

    @Test func `a build says it of a package in a folder`() throws {
        let output = "error: package 'digits' is using Swift tools version 6.4.0 but the installed version is 6.3.1"
        let error = try #require(ToolsVersionError(in: output))
        #expect(error.package == "digits")
        #expect(error.installed == SwiftVersion(6, 3, 1))
    }

    @Test(arguments: [
        "", "error: Invalid manifest",
        "error: package 'a' is using Swift tools version x but the installed version is y",
        "1 | error: package 'a' is using Swift tools version 6.4.0 but the installed version is 6.3.1",
        "/src/Network.swift:1:1: error: package 'a' is using Swift tools version 6.4.0 but the installed version is 6.3.1",
    ])
    func `other output says nothing of versions`(output: String) {
        #expect(ToolsVersionError(in: output) == nil)
    }
}
