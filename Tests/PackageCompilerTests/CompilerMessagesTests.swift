import Testing

@testable import PackageCompiler

@Suite struct CompilerMessagesTests {
    private func errors(in text: String) -> String {
        var messages = CompilerMessages()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { messages.append(String(line)) }
        return messages.errors
    }

    @Test func `an error is shown once, with its quotation and its notes, without warnings`() {
        let text = """
            error: emit-module command failed with exit code 1 (use -v to see invocation)
            /a/B.swift:2:16: warning: never used [#no-usage]
            1 | let x = 1
            2 | func f() { let y = 1 }
              |                `- warning: never used [#no-usage]
            /a/B.swift:1:21: error: cannot convert
            1 | let x: Int = "a"
              |              `- error: cannot convert
            2 | 
            /a/C.swift:9:1: note: declared here
            9 | struct C {}

            /a/B.swift:1:21: error: cannot convert
            1 | let x: Int = "a"
              |              `- error: cannot convert
            2 | 
            /a/C.swift:9:1: note: declared here
            9 | struct C {}

            error: fatalError
            """
        #expect(
            errors(in: text) == """
                /a/B.swift:1:21: error: cannot convert
                1 | let x: Int = "a"
                  |              `- error: cannot convert
                2 | 
                /a/C.swift:9:1: note: declared here
                9 | struct C {}
                """)
    }

    @Test func `a linker's message is kept with its references`() {
        let text = """
            error: link command failed with exit code 1 (use -v to see invocation)
            ld.lld: error: undefined symbol: cblas_sgemm
            >>> referenced by Network.swift
            >>>               Network.swift.o:(multiply)
            clang: error: linker command failed with exit code 1 (use -v to see invocation)
            """
        #expect(
            errors(in: text) == """
                ld.lld: error: undefined symbol: cblas_sgemm
                >>> referenced by Network.swift
                >>>               Network.swift.o:(multiply)
                clang: error: linker command failed with exit code 1 (use -v to see invocation)
                """)
    }

    @Test func `a summary is shown when there is nothing else`() {
        let text = "error: link command failed with exit code 1 (use -v to see invocation)"
        #expect(errors(in: text) == text)
    }

    @Test func `text that is no compiler's is kept`() {
        #expect(errors(in: "Killed\nout of memory") == "Killed\nout of memory")
        #expect(errors(in: "") == "")
    }

    @Test func `too many lines are cut, and counted`() {
        var messages = CompilerMessages()
        for index in 0..<(CompilerMessages.lineLimit + 5) { messages.append("error: number \(index)") }
        #expect(messages.errors.hasPrefix("error: number 0\n"))
        #expect(messages.errors.hasSuffix("… and 5 more lines"))
    }
}
