import SystemPackage
import TestSupport
import Testing

@testable import PackageCompiler

@Suite struct LinkProblemTests {
    private static func link(_ errors: String) -> String {
        """
        [5/7] Write Objects.LinkFileList
        error: link command failed with exit code 1 (use -v to see invocation)
        \(errors)
        clang: error: linker command failed with exit code 1 (use -v to see invocation)
        [6/7] Linking model-server
        """
    }

    private func pieces(_ errors: String, build: FailedBuild = FailedBuild()) throws -> [MissingPiece] {
        let error = build.error(printing: Self.link(errors))
        guard case .missing(let pieces, _, _) = error else { throw error }
        return pieces
    }

    @Test func `a library that a system target links is told once, with the author's package`() {
        let errors =
            "ld.lld: error: unable to find library -lopenblas\nld.lld: error: unable to find library -lopenblas"
        #expect(
            FailedBuild().report(printing: Self.link(errors)) == """
                ld.lld: error: unable to find library -lopenblas
                clang: error: linker command failed with exit code 1 (use -v to see invocation)
                error: the library libopenblas.a was not found
                  at: target CBLAS
                  try: `apt-get install libopenblas-dev`
                """)
    }

    @Test func `a library that nobody declares is told with the way to find it`() {
        let report = FailedBuild().report(printing: Self.link("ld.lld: error: unable to find library -lweights_io"))
        #expect(
            report.hasSuffix(
                """
                error: the library libweights_io.a was not found
                  at: target Digits
                  try: install the package that has libweights_io.a; on Debian and Ubuntu, `apt-file search /libweights_io.a` names it
                """))
    }

    @Test func `a library without a provider is looked for, though pkg-config does not know it`() throws {
        let build = FailedBuild(libraries: [SystemLibrary(name: "CBLAS", pkgConfig: "openblas", packages: [])])
        let error = build.error(
            printing: "warning: couldn't find pc file for openblas\n"
                + Self.link("ld.lld: error: unable to find library -lopenblas"))
        guard case .missing(let pieces, _, _) = error else { throw error }
        #expect(pieces == [MissingPiece(.library, name: "openblas", target: "CBLAS", commands: [])])
    }

    @Test(arguments: ["openblas", "fftw3f"])
    func `a dependency's library is told with the help that SwiftPM gives for it`(library: String) throws {
        let advice = """
            warning: you may be able to install openblas using your system-packager:
                apt-get install libopenblas-dev

            """
        let link = Self.link("ld.lld: error: unable to find library -l\(library)")
        let error = FailedBuild(libraries: []).error(printing: advice + link)
        guard case .missing(let pieces, _, _) = error else { throw error }
        #expect(pieces.map(\.commands) == [library == "openblas" ? ["apt-get install libopenblas-dev"] : []])
    }

    /// Not captured; the linker says it as of any library.
    @Test func `what every static program takes from the system is known`() throws {
        #expect(
            try pieces("ld.lld: error: unable to find library -lstdc++").map(\.commands) == [["apt-get install g++"]])
    }

    @Test(arguments: ["swiftCore", "swift_Concurrency", "FoundationEssentials", "dispatch", "_FoundationCShims"])
    func `a library of the toolchain is no package of the system`(library: String) {
        let output = Self.link("ld.lld: error: unable to find library -l\(library)")
        guard case .toolchainIncomplete([library], _) = FailedBuild().error(printing: output) else {
            Issue.record("\(FailedBuild().error(printing: output))")
            return
        }
        let report = FailedBuild().report(printing: output)
        #expect(
            report.contains(
                "error: the Swift toolchain lacks static libraries, which an image needs: lib\(library).a\n"))
        #expect(report.contains("  try: install the whole toolchain from https://www.swift.org/install\n"))
    }

    @Test(arguments: ["swiftshader", "swift", "dispatcher", "openblas"])
    func `a library of another is not taken for the toolchain's`(library: String) {
        #expect(!StaticToolchainLibrary.includes(library))
    }

    @Test func `a toolchain without static libraries is told without the compiler's crash`() {
        let words =
            "SwiftDriver/GenericUnixToolchain+LinkerSupport.swift:272: Fatal error: "
            + "/usr/lib/swift_static/linux/static-executable-args.lnk not found"
        let output = """
            \(words)

            *** Signal 4: Backtracing from 0x7f23f5ef9361... done ***

            *** Program crashed: Illegal instruction at 0x00007f23f5ef9361 ***
            """
        #expect(FailedBuild().error(printing: output) == .toolchainIncomplete(libraries: [], output: words))
    }

    @Test func `a shared library that was to be linked statically is told`() throws {
        let errors = "ld.lld: error: attempted static link of dynamic object /opt/math/libopenblas.so.0"
        let shared = MissingPiece(
            .staticLibrary(shared: "/opt/math/libopenblas.so.0"), name: "openblas", target: "CBLAS",
            commands: ["apt-get install libopenblas-dev"])
        #expect(try pieces(errors) == [shared])
        #expect(
            shared.diagnostic.description == """
                error: an image needs the static library libopenblas.a, and only the shared one is there, /opt/math/libopenblas.so.0
                  at: target CBLAS
                  try: `apt-get install libopenblas-dev`, if that package has libopenblas.a
                  try: or build libopenblas.a from the library's sources, and put it beside the shared one
                """)
    }

    @Test func `a library that is there only as a shared one is told so`() async throws {
        try await withTemporaryDirectory { folder in
            let shared = folder.appending("libweights_io.so")
            try CacheDirectory.write("", to: shared)
            let build = FailedBuild(libraryFolders: [folder.appending("none"), folder])
            let found = try pieces("ld.lld: error: unable to find library -lweights_io", build: build)
            #expect(found.map(\.kind) == [.staticLibrary(shared: shared)])
            #expect(found.first?.diagnostic.remedies.first?.contains("apt-file search /libweights_io.a") == true)
        }
    }

    /// Two functions of C, declared and nowhere defined, and one of Swift.
    private static let undefined = """
        ld.lld: error: undefined symbol: cblas_sgemm
        >>> referenced by Network.swift:2 (/src/digits/Sources/Digits/Network.swift:2)
        >>>               /src/.build/x86_64-unknown-linux-gnu/release/Layers.build/Network.swift.o:($s6Digits5values5Int32VyF)
        >>> referenced by Network.swift:3 (/src/digits/Sources/Digits/Network.swift:3)
        >>>               /src/.build/x86_64-unknown-linux-gnu/release/Layers.build/Network.swift.o:($s6Digits5thirds5Int32VyF)

        ld.lld: error: undefined symbol: cblas_dgemm
        >>> referenced by Network.swift:2 (/src/digits/Sources/Digits/Network.swift:2)
        >>>               /src/.build/x86_64-unknown-linux-gnu/release/Layers.build/Network.swift.o:($s6Digits5values5Int32VyF)

        ld.lld: error: undefined symbol: $s4Some5otherSiyF
        >>> referenced by Network.swift:2 (/src/digits/Sources/Digits/Network.swift:2)
        >>>               /src/.build/x86_64-unknown-linux-gnu/release/Layers.build/Network.swift.o:($s6Digits5values5Int32VyF)
        """

    @Test func `symbols that nothing defines are told after the linker's words`() {
        let report = FailedBuild().report(printing: Self.link(Self.undefined))
        #expect(report.hasPrefix(Self.undefined))
        #expect(
            report.hasSuffix(
                """
                error: no library that is linked defines cblas_sgemm and cblas_dgemm
                  at: target Layers
                  try: name the library that does: in a `link "NAME"` line of its module map, or in `linkerSettings: [.linkedLibrary("NAME")]` of target Layers
                """))
    }

    @Test func `symbols that a static library needs are told with its name`() {
        let errors = """
            ld.lld: error: undefined symbol: LAPACKE_dgesv
            >>> referenced by arc.c
            >>>               arc.o:(cblas_sgemm) in archive /usr/lib/libopenblas.a
            """
        let report = FailedBuild().report(printing: Self.link(errors))
        #expect(
            report.contains(
                "\nerror: libopenblas.a needs LAPACKE_dgesv, and no library that is linked defines that\n  at: target Digits\n"
            ))
        #expect(report.contains("`pkg-config --static --libs openblas`"))
    }

    /// The linker's words are made up here: twenty errors are where it stops.
    @Test func `many symbols are counted, and told to be more when the linker stopped`() throws {
        var errors = (1...20).map { "ld.lld: error: undefined symbol: f\($0)\n>>> referenced by a.c\n" }.joined()
        #expect(try #require(UndefinedSymbols(in: lines(errors))).list == "f1, f2 and 18 more")
        errors += "ld.lld: error: too many errors emitted, stopping now (use --error-limit=0 to see all errors)"
        #expect(try #require(UndefinedSymbols(in: lines(errors))).list == "f1, f2 and at least 18 more")
        let three = "ld.lld: error: undefined symbol: ns::f(int, char)\nld.lld: error: undefined hidden symbol: g\n"
        #expect(try #require(UndefinedSymbols(in: lines(three))).list == "ns::f(int, char) and g")
    }

    private func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init(_:))
    }

    @Test func `symbols of Swift alone are left to the linker's words`() {
        let errors = "ld.lld: error: undefined symbol: $s4Some5otherSiyF\n>>> referenced by Network.swift:2"
        let shown = errors + "\nclang: error: linker command failed with exit code 1 (use -v to see invocation)"
        #expect(FailedBuild().error(printing: Self.link(errors)) == .failed(output: shown))
    }

    @Test func `a symbol that is defined twice is recognised, and nothing else is`() {
        let twice = """
            ld.lld: error: duplicate symbol: shared_init
            >>> defined at a.c:1 (/src/digits/Sources/A/a.c:1)
            >>>            /cache/release/A.build/a.c.o:(shared_init)
            >>> defined at a.c:1 (/src/digits/Sources/B/a.c:1)
            >>>            /cache/release/B.build/a.c.o:(.text+0x0)
            """
        #expect(LinkProblem.duplicatesSymbols(in: Self.link(twice)))
        let others = [
            "", "duplicate symbol: x", Self.link(Self.undefined), "ld.lld: error: duplicate symbol:",
            "/a.swift:1:1: error: ld.lld: error: duplicate symbol: x", "ld.lld: warning: duplicate symbol: x",
            "1 | ld.lld: error: duplicate symbol: x",
        ]
        for output in others { #expect(!LinkProblem.duplicatesSymbols(in: output), "\(output)") }
        guard case .failed = FailedBuild().error(printing: Self.link(twice)) else {
            Issue.record("a symbol defined twice is no missing library")
            return
        }
    }

    @Test func `a linker's error is found behind thousands of lines`() {
        var output = CompilerMessages()
        for index in 0..<(2 * CompilerMessages.lineLimit) { output.append("/a.swift:\(index):1: warning: unused") }
        output.append("ld.lld: error: unable to find library -lopenblas")
        guard case .missing(let pieces, _, _) = FailedBuild().error(of: output) else {
            Issue.record("\(FailedBuild().error(of: output))")
            return
        }
        #expect(pieces.map(\.name) == ["openblas"])
    }
}
