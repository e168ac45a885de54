import Testing

@testable import PackageCompiler

@Suite struct ResourceProblemTests {
    /// What compilers, the linker and SwiftPM printed on file systems of 64 kB, 300 kB and 60 MB that were full, and a C
    /// compiler that wrote to `/dev/full`.
    private static let fullDisks = [
        "error: encountered an I/O error (code: 28) while reading /cache/builds/b/release/description.json",
        """
        <unknown>:0: error: unable to open output file '/cache/ModuleCache/SwiftGlibc-IGSGJKVMPVR1.pcm': 'No space left on device'
        <unknown>:0: error: could not build C module 'SwiftGlibc'
        <unknown>:0: error: fatal error encountered during compilation; please submit a bug report (https://swift.org)
        <unknown>:0: note: IO failure on output stream: No space left on device
        """,
        "error: unable to open output file '/cache/a.o': 'No space left on device'\n1 error generated.",
        #"error: error: accessing build database "/cache/build.db": database or disk is full"#,
        """
        swift-build: /llbuild/lib/Core/SQLiteBuildDB.cpp:703: virtual void (anonymous namespace)::SQLiteBuildDB::buildComplete(): Assertion `result == SQLITE_OK' failed.

        *** Signal 6: Backtracing from 0x7f49114a8eec... done ***
        """,
        """
        error: link command failed with exit code 1 (use -v to see invocation)
        PLEASE submit a bug report to https://github.com/llvm/llvm-project/issues/ and include the crash backtrace.
        clang: error: unable to execute command: Bus error
        clang: error: linker command failed due to signal (use -v to see invocation)
        """,
        "LLVM ERROR: IO failure on output stream: No space left on device",  // not captured
    ]

    @Test(arguments: fullDisks)
    func `a full disk is recognised though it has room again`(output: String) {
        let error = FailedBuild().error(printing: output)
        #expect(error == .diskFull("/cache", freeBytes: 50_000_000_000))
        #expect(
            error.diagnostics.map(\.description) == [
                """
                error: a disk was full during the build; 50.0 GB are free here now
                  at: /cache
                  try: free 2 GB there, or set CHASSIS_CACHE to a folder on another disk
                  try: look at the disk for temporary files as well: `/tmp`, or what TMPDIR names
                """
            ])
    }

    @Test func `a failed build on a disk that is all but full is put down to the disk`() {
        let error = FailedBuild(freeBytes: 1_000_000).error(printing: "error: anything")
        #expect(error == .diskFull("/cache", freeBytes: 1_000_000))
        #expect(error.diagnostics.first?.message == "the build failed with 1.00 MB left on the disk")
        #expect(FailedBuild(freeBytes: nil).error(printing: "error: anything") == .failed(output: "error: anything"))
    }

    /// What was printed when a compiler, the linker or the compiler of a manifest was sent the signal 9.
    private static let killed = [
        "error: compile command failed due to signal 9 (use -v to see invocation)",
        """
        clang: error: unable to execute command: Killed
        clang: error: linker command failed due to signal (use -v to see invocation)
        """,
        "error: link command failed due to signal 9 (use -v to see invocation)",
        "LLVM ERROR: out of memory\nAllocation failed",  // not captured
    ]

    @Test(arguments: killed)
    func `a killed compiler is put down to memory, after its words`(output: String) {
        let report = FailedBuild().report(printing: output)
        #expect(report.hasPrefix(output + "\nerror: the build was killed, most likely because memory ran out\n  try: "))
    }

    @Test func `a build that fails without a word was killed itself`() {
        #expect(FailedBuild().error(printing: "") == .killed(output: ""))
        #expect(FailedBuild().report(printing: "").hasPrefix("error: the build was killed"))
    }

    @Test func `a killed C compiler is what SwiftPM calls cancelled`() {
        let line = "Build of product 'model-server' cancelled! (1.36s)"
        #expect(ResourceProblem.isCancellation(line))
        for other in ["Build of product 'model-server' complete! (1.36s)", "1 | Build of x cancelled!", "cancelled!"] {
            #expect(!ResourceProblem.isCancellation(other))
        }
        var output = CompilerMessages()
        output.append(line)
        #expect(FailedBuild().error(of: output) == .killed(output: line))
    }

    /// The author's code may speak of all this; written by hand.
    private static let ownWords = [
        """
        /src/Network.swift:1:2: error: No space left on device
        1 | #error("No space left on device")
          |  `- error: No space left on device
        """,
        """
        /src/Network.swift:1:5: error: cannot convert value of type 'Int' to specified type 'String'
        1 | let killed: String = 9 // command failed due to signal 9
        2 | // ld.lld: error: unable to find library -lopenblas
        3 | // database or disk is full, 'cblas.h' file not found
        """,
        "/src/Network.swift:9:1: error: no such module 'CBLAS'\n9 | import CBLAS",
        "error: 'digits': target 'CBLAS' referenced in product 'Digits' is empty",
    ]

    @Test(arguments: ownWords)
    func `an error of the author's own code is told in the compiler's words alone`(output: String) {
        #expect(FailedBuild().error(printing: output) == .failed(output: output))
        #expect(FailedBuild().report(printing: output) == output)
    }
}
