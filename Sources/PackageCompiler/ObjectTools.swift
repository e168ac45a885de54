import SystemPackage

/// The toolchain's own linker and object tools.
struct ObjectTools: Sendable {
    let toolchain: SwiftToolchain
    let variables: [String: String]

    /// Links `objects` and what they need of `libraries` into one relocatable object without debug information.
    ///
    /// One object, not an archive: a linker takes a member of an archive only when a symbol of it is missing, and would
    /// leave out those that hold nothing but conformances, which are found at run time.
    /// - Parameter list: a file for the names of the objects, which may be too many for a command line.
    /// - Throws: ``ToolchainError``, ``CompileError``, ``CacheError``, ``ProcessError``; `CancellationError`.
    func combine(_ objects: [FilePath], libraries: [String], into output: FilePath, list: FilePath) async throws {
        let quoted = objects.map { object in
            "\"" + object.string.map { "\"\\".contains($0) ? "\\\($0)" : "\($0)" }.joined() + "\"\n"
        }
        try CacheDirectory.write(quoted.joined(), to: list)
        try await run(
            "ld.lld",
            ["-r", "--strip-debug", "-o", output.string, "@\(list)", "-L", toolchain.libraries.string]
                + libraries.map { "-l\($0)" })
    }

    /// Removes the tables for unwinding from the object `file`. Swift code does not unwind, and what may, C++ of a model
    /// or the C library, is not in it; they would be an eighth of the program.
    func removeUnwindTables(of file: FilePath) async throws {
        try await run(
            "llvm-objcopy", ["--remove-section", ".eh_frame", "--remove-section", ".rela.eh_frame", file.string])
    }

    /// Copies the executable `source` to `destination` without debug information and without symbols, but for those with
    /// the name of one of `modules`, by which a backtrace names functions.
    func strip(_ source: FilePath, keeping modules: [String], to destination: FilePath) async throws {
        let kept = modules.flatMap { ["--keep-symbol", "*\($0.utf8.count)\($0)*"] }
        try await run("llvm-objcopy", ["--strip-all", "--wildcard"] + kept + [source.string, destination.string])
    }

    /// Copies the debug information and the symbols of the executable `source` alone to `destination`.
    func extractDebugInformation(of source: FilePath, to destination: FilePath) async throws {
        try await run("llvm-objcopy", ["--only-keep-debug", source.string, destination.string])
    }

    /// The libraries that the compiler noted in `objects`, without their `-l`, each once, in the order of the notes.
    func librariesNoted(in objects: [FilePath], list: FilePath) async throws -> [String] {
        try await run("swift-autolink-extract", objects.map(\.string) + ["-o", list.string])
        let text = String(decoding: try list.contents(), as: UTF8.self)
        var seen: Set<String> = []
        return text.split(whereSeparator: \.isWhitespace).filter { $0.hasPrefix("-l") }.map { String($0.dropFirst(2)) }
            .filter { seen.insert($0).inserted }
    }

    /// Runs a tool of the toolchain to its end.
    private func run(_ tool: String, _ arguments: [String]) async throws {
        let executable = toolchain.tools.appending(tool)
        let output: ChildProcess.Output
        do {
            output = try await ChildProcess(executable: executable, arguments: arguments, variables: variables)
                .output(limit: 1 << 20)
        } catch ProcessError.failed {
            throw ToolchainError.incomplete(missing: executable)
        }
        guard output.succeeded else {
            throw CompileError.failed(output: output.standardError.trimmingNewlines)
        }
    }
}
