import BuildReport
import SystemPackage

/// A package that was written here, and where SwiftPM builds it.
struct SwiftBuild: Sendable {
    let toolchain: SwiftToolchain
    /// The folder of the package.
    let package: FilePath
    /// The folder for what is built. Builds with one scratch folder must not run at once.
    let scratch: FilePath
    let variables: [String: String]
    let reporter: any BuildReporter
    /// The target that is built, and the libraries of the system that its package asks for: for telling what is missing.
    let target: String
    let systemLibraries: [SystemLibrary]
    /// What `swift build` is given to compile for another machine than this one.
    var targetArguments: [String] = []

    /// What SwiftPM planned for the last build does not count: it keeps a plan until something changes in the package
    /// that is built, and the files that come and go are those of packages which that one depends on.
    private static let planning = "--disable-build-manifest-caching"

    /// Builds `product`, or everything when it is nil, in release mode, and tells `step` how far it is.
    /// - Throws: ``CompileError``, ``ProcessError``; `CancellationError`.
    func build(_ product: String?, as step: BuildStep) async throws {
        let what = [Self.planning] + (product.map { ["--product", $0] } ?? [])
        // C code of other packages names its own files in messages; where they lie is nobody's business, and would make
        // the executable differ from machine to machine.
        try await run(
            "build",
            ["--configuration", "release"] + targetArguments + what
                + ["-Xcc", "-ffile-prefix-map=\(scratch)=/build"], as: step)
    }

    /// Fetches what the package depends on, and settles the versions.
    /// - Throws: ``CompileError``, ``ProcessError``; `CancellationError`.
    func resolve(as step: BuildStep) async throws {
        try await run("package", ["resolve"], as: step)
    }

    /// A file of the product `product`, which was built.
    func output(_ name: String, of product: String? = nil) -> FilePath {
        let release = scratch.appending("release")
        return product.map { release.appending("\($0).product").appending(name) } ?? release.appending(name)
    }

    /// The objects that SwiftPM linked into `product`, sorted: the same in every folder.
    /// - Throws: ``CompileError/noExecutable(_:)`` when there is no such list.
    func objects(of product: String) throws(CompileError) -> [FilePath] {
        let list = output("Objects.LinkFileList", of: product)
        guard let text = try? list.contents() else { throw .noExecutable(list) }
        // A path with a space stands in quotes.
        return String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).map {
            $0.hasPrefix("'") && $0.hasSuffix("'") ? FilePath(String($0.dropFirst().dropLast())) : FilePath(String($0))
        }.sorted { $0.string < $1.string }
    }

    private func run(_ command: String, _ arguments: [String], as step: BuildStep) async throws {
        let folders = ["--package-path", package.string, "--scratch-path", scratch.string]
        let process = ChildProcess(
            executable: toolchain.executable,
            arguments: command == "package" ? [command] + folders + arguments : [command] + arguments + folders,
            variables: variables)
        var messages = CompilerMessages()
        // When a C compiler is killed, SwiftPM stops, says so, and ends well: an executable of before would be taken.
        var wasCancelled = false
        let succeeded = try await process.run { line in
            switch BuildLine(line) {
            case .progress(let done, let total, let what):
                reporter.report(.advanced(step, done: done, total: total, detail: what))
            case .download(let what): reporter.report(.note(what))
            case .chatter:
                guard ResourceProblem.isCancellation(line) else { break }
                messages.append(line)
                wasCancelled = true
            case .message(let text): messages.append(text)
            }
        }
        guard !succeeded || wasCancelled else { return }
        throw BuildFailure(
            output: messages, systemLibraries: systemLibraries, target: target, folder: scratch,
            freeBytes: DiskSpace.freeBytes(at: scratch)
        ).error
    }
}
