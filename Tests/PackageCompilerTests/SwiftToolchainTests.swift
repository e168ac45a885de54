import SystemPackage
import TestSupport
import Testing

@testable import PackageCompiler

@Suite struct SwiftToolchainTests {
    private func error(_ version: String) -> ToolchainError? {
        do {
            _ = try SwiftToolchain(executable: "/swift", targetInfo: Array(targetInfo(version).utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test func `an older compiler is refused, with where to get a newer one`() {
        #expect(
            error("Swift version 6.1.2 (swift-6.1.2-RELEASE)") == .tooOld("/swift", SwiftVersion(6, 1, 2)))
        #expect(ToolchainError.tooOld("/swift", SwiftVersion(6, 1, 2)).diagnostics[0].remedies[0].contains("swift.org"))
        #expect(error("Swift version 5.10 (swift-5.10-RELEASE)") == .tooOld("/swift", SwiftVersion(5, 10)))
    }

    @Test(arguments: ["", "hello", "Swift version ", "Swift version six", "Swift version 6"])
    func `output without a version is refused`(output: String) {
        #expect(error(output) == .unknownVersion("/swift", output: targetInfo(output)))
    }

    @Test func `output that is no description is refused`() {
        #expect(throws: ToolchainError.unknownVersion("/swift", output: "Swift version 6.3.1")) {
            try SwiftToolchain(executable: "/swift", targetInfo: Array("Swift version 6.3.1".utf8))
        }
    }

    @Test func `a release is named by build and target`() throws {
        let info = targetInfo("Swift version 6.3.1 (swift-6.3.1-RELEASE)", usr: "/toolchain/usr")
        let toolchain = try SwiftToolchain(executable: "/swift", targetInfo: Array(info.utf8))
        #expect(toolchain.version == SwiftVersion(6, 3, 1))
        #expect(toolchain.name == "swift-6.3.1-RELEASE-x86_64-unknown-linux-gnu")
        #expect(toolchain.tools == "/toolchain/usr/bin")
        #expect(toolchain.libraries == "/toolchain/usr/lib/swift_static/linux")
    }

    @Test func `the name of a snapshot can be a file name`() throws {
        let info = targetInfo(
            "Apple Swift version 6.4-dev (LLVM 1a2b/3c, Swift 4d5e)", triple: "arm64-apple-macosx15.0")
        let toolchain = try SwiftToolchain(executable: "/swift", targetInfo: Array(info.utf8))
        #expect(toolchain.version == SwiftVersion(6, 4))
        #expect(toolchain.name == "LLVM-1a2b-3c--Swift-4d5e-arm64-apple-macosx15.0")
    }

    @Test func `a PATH without swift is told`() async throws {
        try await withTemporaryDirectory { folder in
            await #expect(throws: ToolchainError.notFound) {
                try await SwiftToolchain.find(in: ["PATH": folder.string])
            }
            await #expect(throws: ToolchainError.notFound) { try await SwiftToolchain.find(in: [:]) }
        }
    }

    @Test func `the variable CHASSIS_SWIFT wins over the PATH, and must name a command`() async throws {
        try await withTemporaryDirectory { folder in
            let onPath = folder.appending("swift")
            let other = folder.appending("other")
            try writeExecutable("#!/bin/sh\necho '\(targetInfo("Swift version 6.2 (swift-6.2-RELEASE)"))'", to: onPath)
            try writeExecutable("#!/bin/sh\necho '\(targetInfo("Swift version 6.3 (swift-6.3-RELEASE)"))'", to: other)
            var variables = ["PATH": "\(folder):/usr/bin:/bin"]
            #expect(try await SwiftToolchain.find(in: variables).executable == onPath)
            variables["CHASSIS_SWIFT"] = other.string
            #expect(try await SwiftToolchain.find(in: variables).version == SwiftVersion(6, 3))
            variables["CHASSIS_SWIFT"] = "\(folder)/none"
            await #expect(throws: ToolchainError.notExecutable(folder.appending("none"))) {
                try await SwiftToolchain.find(in: variables)
            }
        }
    }

    @Test func `a swift that fails is told with its own words`() async throws {
        try await withTemporaryDirectory { folder in
            let swift = folder.appending("swift")
            try writeExecutable("#!/bin/sh\necho 'libz.so.1: cannot open' >&2\nexit 127", to: swift)
            await #expect(throws: ToolchainError.unusable(swift, output: "libz.so.1: cannot open\n")) {
                try await SwiftToolchain.find(in: ["PATH": folder.string])
            }
        }
    }
}
