import Testing

@testable import PackageCompiler

@Suite struct MissingHeaderTests {
    private static let advice = """
        warning: you may be able to install openblas using your system-packager:
            apt-get install libopenblas-dev
        warning: you may be able to install openblas using your system-packager:
            apt-get install libopenblas-dev
        """

    /// A module map with the header `shim.h`, which includes one that is not there.
    private static let shim = """
        Building for production...
        [4/6] Compiling Digits Network.swift
        <module-includes>:1:10: note: in file included from <module-includes>:1:
        1 | #include "shim.h"
          |          `- note: in file included from <module-includes>:1:
        2 |\u{20}

        /src/digits/Sources/CBLAS/shim.h:1:10: error: 'cblas.h' file not found
        1 | #include <cblas.h>
          |          `- error: 'cblas.h' file not found
        2 |\u{20}

        /src/digits/Sources/Digits/Network.swift:1:8: error: could not build C module 'CBLAS'
        1 | import CBLAS
          |        `- error: could not build C module 'CBLAS'
        2 | public func value() -> Int32 { cblas_sgemm() }
        """

    @Test func `a header that a system library includes is told with the author's package`() {
        #expect(
            FailedBuild().report(printing: Self.advice + "\n" + Self.shim) == """
                /src/digits/Sources/CBLAS/shim.h:1:10: error: 'cblas.h' file not found
                1 | #include <cblas.h>
                  |          `- error: 'cblas.h' file not found
                2 |\u{20}

                /src/digits/Sources/Digits/Network.swift:1:8: error: could not build C module 'CBLAS'
                1 | import CBLAS
                  |        `- error: could not build C module 'CBLAS'
                2 | public func value() -> Int32 { cblas_sgemm() }
                error: the header cblas.h was not found
                  at: target CBLAS
                  try: `apt-get install libopenblas-dev`
                """)
    }

    @Test func `a header that a module map names is told`() {
        let output = """
            /src/digits/Sources/CBLAS/module.modulemap:1:31: error: header '/usr/include/cblas.h' not found
            1 | module CBLAS [system] { header "/usr/include/cblas.h" link "openblas" }
              |                               `- error: header '/usr/include/cblas.h' not found
            2 |\u{20}

            /src/digits/Sources/Digits/Network.swift:1:8: error: could not build C module 'CBLAS'
            """
        let piece = MissingPiece(
            .header, name: "/usr/include/cblas.h", target: "CBLAS", commands: ["apt-get install libopenblas-dev"])
        #expect(
            FailedBuild().error(printing: output) == .missing([piece], lacksPkgConfig: false, output: output))
    }

    @Test func `a dependency's header is told with the help that SwiftPM gives`() {
        let build = FailedBuild(libraries: [SystemLibrary(name: "CSQLite", pkgConfig: nil, packages: [])])
        let error = build.error(printing: Self.advice + "\n" + Self.shim)
        guard case .missing(let pieces, false, _) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(
            pieces == [
                MissingPiece(
                    .header, name: "cblas.h", target: "CBLAS", commands: ["apt-get install libopenblas-dev"])
            ])
    }

    @Test func `where nobody names a package, the way to find it is told`() {
        let report = FailedBuild(libraries: []).report(printing: Self.shim)
        #expect(
            report.hasSuffix(
                """
                error: the header cblas.h was not found
                  at: target CBLAS
                  try: install the package that has cblas.h; on Debian and Ubuntu, `apt-file search /cblas.h` names it
                """))
    }

    /// A C target of the package itself; what Clang prints then has another form.
    private static func ownTarget(_ header: String) -> String {
        """
        /src/digits/Sources/Kernels/kernels.c:1:10: fatal error: 'cblas.h' file not found
            1 | #include \(header)
              |          ^~~~~~~~~
        1 error generated.
        """
    }

    @Test func `a C target that includes a header of the system is told`() {
        let output = Self.ownTarget("<cblas.h>")
        let piece = MissingPiece(.header, name: "cblas.h", target: "Digits", commands: [])
        #expect(
            FailedBuild(libraries: []).error(printing: output)
                == .missing([piece], lacksPkgConfig: false, output: output))
    }

    @Test func `a C target that misses a header of its own is told in the compiler's words alone`() {
        let output = Self.ownTarget("\"cblas.h\"")
        #expect(FailedBuild(libraries: []).error(printing: output) == .failed(output: output))
    }

    @Test func `without pkg-config its package is told as well`() {
        let warning = "warning: failed to retrieve search paths with pkg-config; maybe pkg-config is not installed\n"
        let report = FailedBuild().report(printing: warning + Self.shim)
        #expect(
            report.hasSuffix(
                """
                  try: `apt-get install libopenblas-dev`
                error: SwiftPM cannot run pkg-config, which tells where libraries are
                  try: `apt-get install pkg-config`
                """))
    }

    @Test func `output that is cut anywhere is read without a fault`() {
        var output = Self.advice + "\n" + Self.shim
        while !output.isEmpty {
            output.removeLast()
            _ = FailedBuild().error(printing: output)
        }
    }
}
