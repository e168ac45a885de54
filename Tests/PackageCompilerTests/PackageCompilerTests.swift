import BuildReport
import ELFFiles
import ProjectConfig
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import PackageCompiler

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The whole way from a project to an executable, with a shell script in the place of `swift`.
@Suite struct PackageCompilerTests {
    /// Keeps the events that it hears of, and calls a handler for each.
    final class Recorder: BuildReporter {
        private let kept = Mutex<[BuildEvent]>([])
        let handler: @Sendable (BuildEvent) -> Void

        init(handler: @escaping @Sendable (BuildEvent) -> Void = { _ in }) {
            self.handler = handler
        }

        var events: [BuildEvent] { kept.withLock(\.self) }

        func report(_ event: BuildEvent) {
            kept.withLock { $0.append(event) }
            handler(event)
        }
    }

    /// Makes a package with one model, a toolchain whose `swift build` of the model runs the lines of `build`, and a
    /// compiler with both. Its `swift build` of a runtime runs the lines of `runtimeBuild`, and counts in `runtimes.log`.
    private func withCompiler<Result>(
        build: String, runtimeBuild: String = "true", interface: ServingInterface = .omi,
        model: String = "public struct Digits: TypedModel {}", modelType: String? = nil,
        linking: LinkingChoice = .auto, reporter: Recorder = Recorder(),
        _ body: (PackageCompiler, FilePath) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryDirectory { folder in
            try Self.makeToolchain(in: folder, build: build, runtimeBuild: runtimeBuild)
            let root = try Self.makePackage(in: folder, model: model)
            var flags = ProjectOverrides()
            flags.interface = interface
            flags.modelType = modelType
            flags.linking = linking
            let compiler = try await PackageCompiler(
                project: Project(at: root, overrides: flags), cache: folder.appending("cache"),
                variables: Self.variables(folder), reporter: reporter)
            return try await body(compiler, folder)
        }
    }

    static func variables(_ folder: FilePath) -> [String: String] { ["PATH": "\(folder):/usr/bin:/bin"] }

    /// A package with the target `Digits`, and a Chassis beside it.
    static func makePackage(in folder: FilePath, model: String) throws -> FilePath {
        var package = PackageDescription()
        package.dependencies = [#"{"fileSystem":[{"identity":"chassis","path":"\#(folder)/chassis"}]}"#]
        package.target("Digits")
        package.library("Digits", "Digits")
        let root = folder.appending("digits")
        let sources = root.appending("Sources").appending("Digits")
        try CacheDirectory.write("", to: root.appending("Package.swift"), creatingFolder: true)
        try CacheDirectory.write(package.json, to: root.appending("dump.json"))
        try CacheDirectory.write(model, to: sources.appending("Digits.swift"), creatingFolder: true)
        let chassis = folder.appending("chassis")
        try CacheDirectory.write("", to: chassis.appending("Package.swift"), creatingFolder: true)
        try CacheDirectory.write("", to: chassis.appending("Runtime").appending("Host.swift"), creatingFolder: true)
        return root
    }

    /// A `swift` in `folder`, and the tools that it says to have. In `build`, `$all` is the whole command line.
    static func makeToolchain(in folder: FilePath, build: String, runtimeBuild: String = "true") throws {
        let info = targetInfo("Swift version 6.3.1 (swift-6.3.1-RELEASE)", usr: "\(folder)/usr")
        let script = """
            #!/bin/sh
            case $1 in
            -print-target-info) echo '\(info)' ;;
            package) cat '\(folder)/digits/dump.json' ;;
            build)
                all="$*"
                product=
                while [ $# -gt 1 ]; do
                    [ "$1" = --scratch-path ] && scratch=$2
                    [ "$1" = --product ] && product=$2
                    [ "$1" = --package-path ] && package=$2
                    shift
                done
                mkdir -p "$scratch/release"
                if [ -z "$product" ]; then
                    echo "$scratch" >> '\(folder)/runtimes.log'
                    \(runtimeBuild)
                    for name in ChassisRuntime ChassisAuthorSide; do mkdir -p "$scratch/release/$name.product"; done
                    printf '%s\n' /o/ChassisModel.o /o/Crash.c.o "'/o/NIO Core.o'" /o/Host.o \
                        > "$scratch/release/ChassisRuntime.product/Objects.LinkFileList"
                    echo /o/ChassisModel.o > "$scratch/release/ChassisAuthorSide.product/Objects.LinkFileList"
                else
                    \(build)
                fi
                ;;
            esac
            """
        try writeExecutable(script, to: folder.appending("swift"))
        let tools = folder.appending("usr").appending("bin")
        try CacheDirectory.create(tools)
        let output = #"while [ $# -gt 1 ]; do [ "$1" = -o ] && out=$2; case $1 in @*) list=${1#@};; esac; shift; done"#
        let combine = """
            while read -r file; do
                file=${file#?}; file=${file%?}
                if [ -e "$file" ]; then cat "$file"; else echo "$file"; fi
            done < "$list" > "$out"
            """
        try writeExecutable("#!/bin/sh\n\(output)\n\(combine)", to: tools.appending("ld.lld"))
        try writeExecutable("#!/bin/sh\n\(output)\necho -lm > \"$1\"", to: tools.appending("swift-autolink-extract"))
        // Stripping names a source and a destination, everything else one file, which may stay as it is.
        let copy = "case $1 in --strip-all) for last; do from=$to; to=$last; done; cp \"$from\" \"$to\";; esac"
        try writeExecutable("#!/bin/sh\n\(copy)", to: tools.appending("llvm-objcopy"))
    }

    /// The shell's way to write a static executable's header, which is all that is looked at.
    private static let leaveExecutable =
        #"{ printf '\177ELF\002\001\001'; head -c 9 /dev/zero; printf '\002\000\076\000'; head -c 44 /dev/zero; } "#
        + #"> "$scratch/release/model-server""#

    /// In place of running the executable, which is a header alone.
    @Sendable static func info(of executable: CompiledExecutable) throws -> ModelInfo {
        let text =
            #"{"name":"digits","version":"1","author":"","summary":"","inputs":[],"outputs":[],"#
            + #""batchSize":1,"explains":false}"#
        return try ModelInfo(json: Array(text.utf8))
    }

    @Test func `a build that fails is told in the compiler's words`() async throws {
        let build = """
            echo '[1/3] Compiling Digits Digits.swift'
            echo "/a/Digits.swift:1:1: error: cannot find 'x' in scope"; echo '1 | x'; echo '  | `- error'
            echo 'error: fatalError' >&2; exit 1
            """
        try await withCompiler(build: build) { compiler, _ in
            let output = "/a/Digits.swift:1:1: error: cannot find 'x' in scope\n1 | x\n  | `- error"
            await #expect(throws: CompileError.failed(output: output)) {
                try await compiler.compile()
            }
        }
    }

    @Test func `a build that SwiftPM gave up and calls well is a failure`() async throws {
        let build = "\(Self.leaveExecutable); echo \"Build of product 'model-server' cancelled!\""
        try await withCompiler(build: build) { compiler, _ in
            let error = await #expect(throws: CompileError.self) { try await compiler.compile() }
            guard case .killed = try #require(error) else { throw try #require(error) }
        }
    }

    @Test func `a build that leaves nothing is an error`() async throws {
        try await withCompiler(build: "true") { compiler, folder in
            let error = await #expect(throws: CompileError.self) { try await compiler.compile() }
            guard case .noExecutable(let path) = try #require(error) else { throw try #require(error) }
            #expect(path.starts(with: folder.pushing("cache/wrappers")))
        }
    }

    /// It knows nothing of files that came and went in the author's package, on which the built one only depends.
    @Test func `a plan that SwiftPM has kept does not count`() async throws {
        let build = "case $all in *--disable-build-manifest-caching*) \(Self.leaveExecutable) ;; esac"
        try await withCompiler(build: build) { compiler, _ in
            _ = try await compiler.compile(asking: Self.info)
        }
    }

    @Test func `a build that leaves a script is an error`() async throws {
        try await withCompiler(build: #"echo '#!/bin/sh' > "$scratch/release/model-server""#) { compiler, _ in
            _ = await #expect(throws: ELFError.self) { try await compiler.compile() }
        }
    }

    @Test func `a cache that cannot be written is told`() async throws {
        try await withCompiler(build: "true") { compiler, folder in
            try CacheDirectory.write("", to: folder.appending("cache"))
            await #expect(throws: CacheError.self) { try await compiler.compile() }
        }
    }

    @Test func `a cancelled build ends its compiler and gives the lock back`() async throws {
        let (starts, started) = AsyncStream.makeStream(of: Void.self)
        let recorder = Recorder { event in
            if case .advanced = event { started.yield() }
        }
        let build = """
            [ -e "$scratch/second" ] && { \(Self.leaveExecutable); exit 0; }
            touch "$scratch/second"; echo '[1/2] Compiling'; exec sleep 1000
            """
        try await withCompiler(build: build, reporter: recorder) { compiler, _ in
            let task = Task { try await compiler.compile(asking: Self.info) }
            for await _ in starts { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            _ = try await compiler.compile(asking: Self.info)
            #expect(!recorder.events.contains { if case .note = $0 { true } else { false } })
        }
    }

    @Test func `a runtime is compiled once, of all but what an author compiles, and again when Chassis changes`()
        async throws
    {
        try await withCompiler(build: Self.leaveExecutable) { compiler, folder in
            for _ in 1...2 { _ = try await compiler.compile(asking: Self.info) }
            #expect(try lines(of: folder.appending("runtimes.log")).count == 1)
            let runtime = try #require(try RuntimePreparation.store(in: folder.appending("cache")).all().first)
            #expect(try lines(of: runtime.object) == ["/o/Host.o", "/o/NIO Core.o", "/o/Crash.c.o"])
            #expect(runtime.linkerArguments == ["-lm"])
            try CacheDirectory.write("new", to: folder.pushing("chassis/Runtime/Host.swift"))
            _ = try await compiler.compile(asking: Self.info)
            #expect(try lines(of: folder.appending("runtimes.log")).count == 2)
            #expect(try RuntimePreparation.store(in: folder.appending("cache")).all().count == 2)
        }
    }

    @Test func `Chassis that changes while a runtime is compiled is compiled again`() async throws {
        let change = """
            if [ ! -e "$scratch/changed" ]; then
                touch "$scratch/changed"; echo new > "$scratch/../../../chassis/Runtime/Host.swift"
            fi
            """
        try await withCompiler(build: Self.leaveExecutable, runtimeBuild: change) { compiler, folder in
            _ = try await compiler.compile(asking: Self.info)
            #expect(try lines(of: folder.appending("runtimes.log")).count == 2)
            #expect(try RuntimePreparation.store(in: folder.appending("cache")).all().count == 1)
        }
    }

    @Test func `a model with a copy of what the runtime holds is compiled together with the server`() async throws {
        let build = """
            case $scratch in
            */wrappers/*) echo "ld.lld: error: duplicate symbol: nio"; echo tried >> "$scratch/tries"; exit 1 ;;
            esac
            \(Self.leaveExecutable)
            """
        let recorder = Recorder()
        try await withCompiler(build: build, reporter: recorder) { compiler, folder in
            for _ in 1...2 { _ = try await compiler.compile(asking: Self.info) }
            let wrappers = folder.pushing("cache/wrappers")
            let names = try FileManager.default.contentsOfDirectory(atPath: wrappers.string)
            #expect(try lines(of: wrappers.appending(try #require(names.first)).pushing("build/tries")).count == 1)
            let isTold = recorder.events.contains {
                if case .note(let text) = $0 { text.contains("together") } else { false }
            }
            #expect(isTold)
            try CacheDirectory.write("// changed", to: folder.pushing("digits/Package.swift"))
            _ = try await compiler.compile(asking: Self.info)
            #expect(try lines(of: wrappers.appending(try #require(names.first)).pushing("build/tries")).count == 2)
        }
    }

    // MARK: Shared C libraries

    /// A static link fails for want of a Fortran library; another one leaves what lies as `dynamic` beside the cache.
    private static let needsSharedBLAS = """
        echo link >> "$scratch/../links"
        if grep -q -e '"-static-executable"' "$package/Package.swift"; then
            echo static >> "$scratch/../links"
            echo 'ld.lld: error: undefined symbol: _gfortran_etime_'
            echo '>>> referenced by etime.f'
            echo '>>>               etime.o:(etime) in archive /usr/lib/libopenblas.a'
            exit 1
        fi
        cp "$scratch/../../../../dynamic" "$scratch/release/model-server"
        """

    private func links(in folder: FilePath) throws -> [Substring] {
        let wrappers = folder.pushing("cache/wrappers")
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: wrappers.string).first)
        return try lines(of: wrappers.appending(name).appending("links"))
    }

    @Test func `a C library that cannot be linked statically stays shared, and that is tried once`() async throws {
        let recorder = Recorder()
        try await withCompiler(build: Self.needsSharedBLAS, reporter: recorder) { compiler, folder in
            try HandmadeELF(program: "/lib/ld.so", needs: ["libopenblas.so.0"]).write(to: folder.appending("dynamic"))
            for _ in 1...2 {
                let executable = try await compiler.compile(asking: Self.info)
                #expect(executable.linking == .shared)
                #expect(executable.platform == .linuxAMD64)
            }
            #expect(try links(in: folder) == ["link", "static", "link", "link"])
            // Beside these there may be one of waiting: a process that another test starts holds the lock for a moment.
            let notes = recorder.events.compactMap { if case .note(let text) = $0 { text } else { nil } }
                .filter { $0.contains("shared") }
            let note =
                "libopenblas.a needs _gfortran_etime_, and no library that is linked defines that: C libraries stay "
                + "shared, and the image gets those that the executable needs"
            #expect(notes == [note, note])
            try CacheDirectory.write("// changed", to: folder.pushing("digits/Package.swift"))
            _ = try await compiler.compile(asking: Self.info)
            #expect(try links(in: folder).count { $0 == "static" } == 2)
        }
    }

    @Test func `who asks for a static executable hears why there is none`() async throws {
        try await withCompiler(build: Self.needsSharedBLAS, linking: .static) { compiler, _ in
            let error = await #expect(throws: CompileError.self) { try await compiler.compile() }
            guard case .undefined(let symbols, _, _) = try #require(error) else { throw try #require(error) }
            #expect(symbols.archive == "libopenblas.a")
        }
    }

    @Test func `who asks for shared libraries gets them at once, in a build of its own`() async throws {
        try await withCompiler(build: Self.needsSharedBLAS, linking: .shared) { compiler, folder in
            try HandmadeELF(program: "/lib/ld.so").write(to: folder.appending("dynamic"))
            #expect(try await compiler.compile(asking: Self.info).linking == .shared)
            #expect(try links(in: folder) == ["link"])
            func isKnown(_ linking: LinkingChoice) throws -> Bool {
                BuildRecord.current(
                    try project(in: folder, linking: linking), cache: folder.appending("cache"),
                    variables: Self.variables(folder)) != nil
            }
            #expect(try isKnown(.shared))
            #expect(try !isKnown(.auto))
            #expect(try !isKnown(.static))
            BuildRecord.remove(try project(in: folder), cache: folder.appending("cache"))
            #expect(try !isKnown(.shared))
        }
    }

    @Test func `a static link that leaves a dynamic executable is an error`() async throws {
        let build = #"cp "$scratch/../../../../dynamic" "$scratch/release/model-server""#
        try await withCompiler(build: build) { compiler, folder in
            try HandmadeELF(program: "/lib/ld.so").write(to: folder.appending("dynamic"))
            let error = await #expect(throws: CompileError.self) { try await compiler.compile() }
            guard case .notStatic(_, "/lib/ld.so") = try #require(error) else { throw try #require(error) }
        }
    }

    @Test func `only a C library makes a link shared`() {
        func piece(_ kind: MissingPiece.Kind) -> MissingPiece {
            MissingPiece(kind, name: "z", target: "Digits", commands: [])
        }
        func failure(_ pieces: MissingPiece...) -> String? {
            CompileError.missing(pieces, lacksPkgConfig: false, output: "").staticLinkFailure
        }
        #expect(failure(piece(.staticLibrary(shared: "/lib/libz.so"))) == "there is no libz.a")
        #expect(failure(piece(.staticLibrary(shared: "/lib/libz.so")), piece(.library)) == nil)
        #expect(failure(piece(.header)) == nil)
        #expect(CompileError.failed(output: "in archive libz.a").staticLinkFailure == nil)
        for (archive, isReason) in [("libopenblas.a", true), ("libFoundation.a", false), ("libswiftCore.a", false)] {
            let lines = ["ld.lld: error: undefined symbol: f", ">>> a.o:(g) in archive /usr/lib/\(archive)"]
            let error = UndefinedSymbols(in: lines).map { CompileError.undefined($0, target: "Digits", output: "") }
            #expect((error?.staticLinkFailure != nil) == isReason, "\(archive)")
        }
    }

    @Test func `a notice of ICU is kept with the record`() async throws {
        let build = #"cp "$scratch/../../../../dynamic" "$scratch/release/model-server""#
        try await withCompiler(build: build, model: "import Foundation\npublic struct Digits: TypedModel {}") {
            compiler, folder in
            var file = HandmadeELF()
            file.symbols = [("icudt76_dat", 34_000_000), ("$s6Digits", 1)]
            try file.write(to: folder.appending("dynamic"))
            let notice = try #require(try await compiler.compile(asking: Self.info).icuNotice)
            #expect(notice.contains("because Digits imports Foundation in Sources/Digits/Digits.swift:1;"))
            let record = BuildRecord.current(
                try project(in: folder), cache: folder.appending("cache"), variables: Self.variables(folder))
            #expect(try record?.executable.icuNotice == notice)
        }
    }

    @Test func `a project in which nothing has changed is known without SwiftPM`() async throws {
        try await withCompiler(build: Self.leaveExecutable) { compiler, folder in
            _ = try await compiler.compile(asking: Self.info)
            let project = try project(in: folder)
            func isKnown(_ variables: [String: String]) -> Bool {
                BuildRecord.current(project, cache: folder.appending("cache"), variables: variables) != nil
            }
            let variables = Self.variables(folder)
            #expect(isKnown(variables))
            #expect(isKnown(variables.merging(["SHLVL": "7"]) { $1 }))
            #expect(!isKnown(variables.merging(["CFLAGS": "-g"]) { $1 }))
            try FileManager.default.removeItem(atPath: folder.appending("swift").string)
            #expect(!isKnown(variables))
        }
    }

    @Test(arguments: [
        "digits/Sources/Digits/Digits.swift", "digits/new.txt", "chassis/Package.swift", "chassis/Runtime/Host.swift",
    ])
    func `a change of what a build reads is noticed`(path: String) async throws {
        try await withCompiler(build: Self.leaveExecutable) { compiler, folder in
            _ = try await compiler.compile(asking: Self.info)
            let file = folder.pushing(FilePath(path))
            try CacheDirectory.write("changed", to: file)
            let project = try project(in: folder)
            let variables = Self.variables(folder)
            #expect(BuildRecord.current(project, cache: folder.appending("cache"), variables: variables) == nil)
        }
    }

    @Test func `an executable that was touched is built again`() async throws {
        try await withCompiler(build: Self.leaveExecutable) { compiler, folder in
            let executable = try await compiler.compile(asking: Self.info)
            try FileManager.default.removeItem(atPath: executable.path.string)
            let project = try project(in: folder)
            let variables = Self.variables(folder)
            #expect(BuildRecord.current(project, cache: folder.appending("cache"), variables: variables) == nil)
        }
    }

    private func project(in folder: FilePath, linking: LinkingChoice = .auto) throws -> Project {
        var flags = ProjectOverrides()
        flags.interface = .omi
        flags.linking = linking
        return try Project(at: folder.appending("digits"), overrides: flags)
    }

    private func lines(of file: FilePath) throws -> [Substring] {
        String(decoding: try file.contents(), as: UTF8.self).split(whereSeparator: \.isNewline)
    }

    @Test func `a target without a model is refused before anything is built`() async throws {
        await #expect(throws: ModelTypeError.none(target: "Digits")) {
            try await withCompiler(build: "true", model: "public struct Digits {}") { _, _ in }
        }
    }

    @Test(arguments: ["", "A; exit(1)", "A.self, over: B", "9", "A\nB"])
    func `a name that is no type's is refused`(name: String) async {
        await #expect(throws: ModelTypeError.malformedName(name)) {
            try await withCompiler(build: "true", modelType: name) { _, _ in }
        }
    }

    @Test func `a type that is named need not be found`() async throws {
        try await withCompiler(build: "true", model: "", modelType: "Made.ByMacro") { compiler, _ in
            #expect(compiler.modelType == "Made.ByMacro")
        }
    }

    @Test func `a build is told step by step and leaves an executable of the project's own`() async throws {
        let recorder = Recorder()
        let build = """
            echo 'Fetching https://example.com/a'; echo 'Building for production...'
            echo '[1/2] Compiling Digits Digits.swift'; echo '[2/2] Linking model-server'
            \(Self.leaveExecutable)
            """
        try await withCompiler(build: build, reporter: recorder) { compiler, folder in
            #expect(compiler.target == "Digits")
            #expect(compiler.modelType == "Digits")
            let executable = try await compiler.compile(asking: Self.info)
            #expect(executable.platform == .linuxAMD64)
            #expect(executable.linking == .static)
            #expect(executable.icuNotice == nil)
            #expect(executable.byteCount == 64)
            #expect(executable.path.starts(with: folder.pushing("cache/wrappers")))
            let told = recorder.events.map { event in
                switch event {
                case .began(let step, let title): "\(step): \(title)"
                case .advanced(let step, let done, let total, let detail): "\(step) \(done)/\(total) \(detail)"
                case .ended(let step, let summary, _): "\(step) ended: \(summary)"
                case .note(let text): text
                case .transfer(let transfer): transfer.name
                }
            }
            #expect(
                told == [
                    "inspect: reading digits", "inspect ended: Digits in target Digits, Swift 6.3.1",
                    "prepare: compiling the omi server, once for swift-6.3.1-RELEASE-x86_64-unknown-linux-gnu",
                    "prepare ended: 37 B, used by every model from now on",
                    "compile: compiling Digits for omi", "Fetching https://example.com/a",
                    "compile 1/2 Compiling Digits Digits.swift", "compile 2/2 Linking model-server",
                    "compile ended: 64 B, linux/amd64",
                ])
        }
    }
}
