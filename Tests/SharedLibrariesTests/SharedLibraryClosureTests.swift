import ELFFiles
import SystemPackage
import TestSupport
import Testing

@testable import SharedLibraries

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct SharedLibraryClosureTests {
    private static let loader = "lib64/ld-linux-x86-64.so.2 ← lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"
    private static let libc = "lib/x86_64-linux-gnu/libc.so.6"

    private func missing(_ body: () throws -> [String]) throws -> [SharedLibraryError.Missing] {
        let error = #expect(throws: SharedLibraryError.self) { try body() }
        guard case .missing(let libraries) = try #require(error) else { throw try #require(error) }
        return libraries
    }

    // MARK: What is in it

    @Test func `a static program needs nothing`() async throws {
        try await withTemporaryDirectory { folder in
            let program = folder.appending("model-server")
            try HandmadeELF().write(to: program)
            #expect(try SharedLibraryClosure.of(program) == [])
        }
    }

    @Test func `a program needs its libraries, what these need, and its loader, once each`() async throws {
        try await FakeSystem.with { system in
            try system.library("/usr/lib/x86_64-linux-gnu/libblas.so.3", needs: ["libm.so.6", "libc.so.6"])
            try system.library("/lib/x86_64-linux-gnu/libm.so.6", needs: ["libc.so.6", "ld-linux-x86-64.so.2"])
            try system.library("/lib/x86_64-linux-gnu/libother.so.1")
            #expect(
                try system.closure(needs: ["libblas.so.3", "libc.so.6"]) == [
                    "lib/x86_64-linux-gnu/libblas.so.3 ← usr/lib/x86_64-linux-gnu/libblas.so.3", Self.libc,
                    "lib/x86_64-linux-gnu/libm.so.6", Self.loader,
                ])
        }
    }

    @Test func `libraries that need each other are no loop`() async throws {
        try await FakeSystem.with { system in
            try system.library("/lib/liba.so", needs: ["libb.so"])
            try system.library("/lib/libb.so", needs: ["liba.so", "libb.so"])
            #expect(try system.closure(needs: ["liba.so"]).count == 3)
        }
    }

    @Test func `a link becomes the file behind it, with the name that is needed`() async throws {
        try await FakeSystem.with { system in
            try system.library("/opt/blas/libblas-r0.3.so")
            try system.link("/etc/alternatives/blas", to: "/opt/blas/libblas-r0.3.so")
            try system.link("/lib/libblas.so.3", to: "../etc/alternatives/blas")
            #expect(
                try system.closure(needs: ["libblas.so.3"])
                    == ["lib/x86_64-linux-gnu/libblas.so.3 ← opt/blas/libblas-r0.3.so", Self.loader])
        }
    }

    @Test func `links that lead in a circle are not there`() async throws {
        try await FakeSystem.with { system in
            try system.link("/lib/libx.so", to: "/usr/lib/libx.so")
            try system.link("/usr/lib/libx.so", to: "/lib/libx.so")
            #expect(try missing { try system.closure(needs: ["libx.so"]) }.map(\.name) == ["libx.so"])
        }
    }

    // MARK: Where libraries are looked for

    @Test func `the folders of ld so conf come first, and what is found there goes where the loader looks`()
        async throws
    {
        try await FakeSystem.with { system in
            try system.add("/etc/ld.so.conf", Array("# first\ninclude ld.so.conf.d/*.conf\n/last # last\n".utf8))
            try system.add("/etc/ld.so.conf.d/b.conf", Array("/opt/b\nhwcap 0 nosegneg\n".utf8))
            try system.add("/etc/ld.so.conf.d/a.conf", Array("/opt/a relative\ninclude /etc/ld.so.conf\n".utf8))
            try system.add("/etc/ld.so.conf.d/c.txt", Array("/opt/c\n".utf8))
            for folder in ["/opt/a", "/opt/b", "/opt/c", "/last", "/lib"] {
                try system.library(FilePath(folder).appending("libx.so.1"))
            }
            let closure = { try system.closure(needs: ["libx.so.1"])[0] }
            for folder in ["opt/a", "opt/b", "last", "lib"] {
                #expect(try closure() == "lib/x86_64-linux-gnu/libx.so.1 ← \(folder)/libx.so.1")
                let file = system.root.pushing(FilePath(folder)).appending("libx.so.1")
                try FileManager.default.removeItem(atPath: file.string)
            }
            #expect(try missing { try system.closure(needs: ["libx.so.1"]) }.count == 1)
        }
    }

    @Test func `a runpath comes before the system's folders, and counts for its own file alone`() async throws {
        try await FakeSystem.with { system in
            try system.library("/opt/liba.so", needs: ["libb.so"])
            try system.library("/opt/libb.so")
            try system.library("/lib/liba.so")
            #expect(
                try missing { try system.closure(needs: ["liba.so"], runpath: "/none:/opt") }.map(\.name) == ["libb.so"]
            )
            try system.library("/usr/lib/libb.so")
            #expect(
                try system.closure(needs: ["liba.so"], runpath: "/none:/opt")
                    == ["lib/x86_64-linux-gnu/libb.so ← usr/lib/libb.so", Self.loader, "opt/liba.so"])
        }
    }

    @Test func `an rpath counts for all that is loaded by way of it, and not beside a runpath`() async throws {
        try await FakeSystem.with { system in
            try system.library("/opt/liba.so", needs: ["libb.so"])
            try system.library("/opt/libb.so")
            #expect(try system.closure(needs: ["liba.so"], rpath: "/opt").suffix(2) == ["opt/liba.so", "opt/libb.so"])
            #expect(try missing { try system.closure(needs: ["liba.so"], rpath: "/opt", runpath: "/none") }.count == 1)
            // A file with a runpath does not look in the rpath of what loaded it.
            try system.library("/opt/liba.so", needs: ["libb.so"], runpath: "/none")
            #expect(try missing { try system.closure(needs: ["liba.so"], rpath: "/opt") }.map(\.name) == ["libb.so"])
            // The nearest rpath is the first.
            try system.library("/opt/liba.so", needs: ["libb.so"], rpath: "/near")
            try system.library("/near/libb.so")
            #expect(try system.closure(needs: ["liba.so"], rpath: "/opt").contains("near/libb.so"))
        }
    }

    @Test(arguments: ["$ORIGIN/../priv", "${ORIGIN}/../priv"])
    func `the origin is the folder of the file, here and in the image`(runpath: String) async throws {
        try await FakeSystem.with { system in
            try system.library("/opt/x/lib/liba.so", needs: ["libb.so"], runpath: runpath)
            try system.library("/opt/x/priv/libb.so")
            #expect(
                try system.closure(needs: ["liba.so"], runpath: "/opt/x/lib")
                    == [Self.loader, "opt/x/lib/liba.so", "opt/x/priv/libb.so"])
            // The same library by way of the system goes elsewhere, and takes its own with it.
            try system.add("/etc/ld.so.conf", Array("/opt/x/lib".utf8))
            #expect(
                try system.closure(needs: ["liba.so"]) == [
                    "lib/priv/libb.so ← opt/x/priv/libb.so",
                    "lib/x86_64-linux-gnu/liba.so ← opt/x/lib/liba.so", Self.loader,
                ])
        }
    }

    @Test func `what lies beside the program goes beside it`() async throws {
        try await FakeSystem.with { system in
            let beside = system.root.removingLastComponent().appending("libown.so")
            try HandmadeELF(library: nil).write(to: beside)
            let files = try system.closure(needs: ["libown.so"], runpath: "$ORIGIN")
            #expect(files == ["app/libown.so ← \(beside)", Self.loader])
        }
    }

    @Test func `LIB is the folder that Debian has for the machine, and PLATFORM is not known`() async throws {
        try await FakeSystem.with { system in
            try system.library("/opt/lib/x86_64-linux-gnu/liba.so")
            try system.library("/opt/haswell/libb.so")
            let places = "/opt/$PLATFORM:relative:/opt/$LIB"
            #expect(
                try system.closure(needs: ["liba.so"], runpath: places).last == "opt/lib/x86_64-linux-gnu/liba.so")
            #expect(try missing { try system.closure(needs: ["libb.so"], runpath: places) }.count == 1)
        }
    }

    @Test func `a library for another machine is passed over`() async throws {
        try await FakeSystem.with { system in
            var foreign = HandmadeELF(library: "libx.so.1")
            foreign.machine = 183
            try system.add("/opt/a/libx.so.1", foreign.bytes)
            (foreign.machine, foreign.is64Bit) = (62, false)
            try system.add("/opt/b/libx.so.1", foreign.bytes)
            try system.add("/opt/c/libx.so.1", Array("INPUT(libx.so)".utf8))
            let runpath = "/opt/a:/opt/b:/opt/c:/opt/d"
            let found = try missing { try system.closure(needs: ["libx.so.1"], runpath: runpath) }
            #expect(found.map(\.unusable) == [["/opt/a/libx.so.1", "/opt/b/libx.so.1", "/opt/c/libx.so.1"]])
            try system.library("/opt/d/libx.so.1")
            #expect(try system.closure(needs: ["libx.so.1"], runpath: runpath).last == "opt/d/libx.so.1")
        }
    }

    @Test func `a library that is needed by its path stays there`() async throws {
        try await FakeSystem.with { system in
            try system.library("/opt/plain/libx.so")
            #expect(try system.closure(needs: ["/opt/plain/libx.so"]).last == "opt/plain/libx.so")
            for name in ["opt/plain/libx.so", "../opt/plain/libx.so", "..", ".", "", "/"] {
                #expect(try missing { try system.closure(needs: [name]) }.map(\.name) == [name])
            }
        }
    }

    @Test func `the C library of musl is its loader`() async throws {
        try await FakeSystem.with { system in
            try system.library("/lib/ld-musl-x86_64.so.1")
            try system.library("/usr/lib/musl/libz.so.1", needs: ["libc.so"])
            try system.library("/lib/x86_64-linux-gnu/libz.so.1")
            try system.add("/etc/ld-musl-x86_64.path", Array("/lib:/usr/lib/musl\n".utf8))
            #expect(
                try system.closure(
                    needs: ["libz.so.1", "libc.musl-x86_64.so.1"], interpreter: "/lib/ld-musl-x86_64.so.1")
                    == ["lib/ld-musl-x86_64.so.1", "lib/libz.so.1 ← usr/lib/musl/libz.so.1"])
        }
    }

    // MARK: On a base

    @Test func `what the base has is left out, with all that it needs`() async throws {
        try await FakeSystem.with { system in
            try system.library("/lib/x86_64-linux-gnu/libblas.so.3", needs: ["libgfortran.so.5", "libc.so.6"])
            try system.library("/lib/x86_64-linux-gnu/libgfortran.so.5", needs: ["libquadmath.so.0"])
            let base: Set = [
                "usr/lib64/ld-linux-x86-64.so.2", "usr/lib/x86_64-linux-gnu/libc.so.6",
                "usr/lib/x86_64-linux-gnu/libgfortran.so.5",
            ]
            // In the folder's true place: a folder `lib` in a layer would hide the base's link of that name.
            #expect(
                try system.closure(needs: ["libblas.so.3"], base: base)
                    == ["usr/lib/x86_64-linux-gnu/libblas.so.3 ← lib/x86_64-linux-gnu/libblas.so.3"])
        }
    }

    @Test func `a base of another distribution gets libraries where its own loader looks`() async throws {
        try await FakeSystem.with { system in
            try system.library("/lib/x86_64-linux-gnu/libblas.so.3", needs: ["libc.so.6"])
            #expect(
                try system.closure(
                    needs: ["libblas.so.3"], base: ["usr/lib64/ld-linux-x86-64.so.2", "usr/lib64/libc.so.6"])
                    == ["usr/lib64/libblas.so.3 ← lib/x86_64-linux-gnu/libblas.so.3"])
        }
    }

    @Test func `a base with another C library counts for nothing`() async throws {
        try await FakeSystem.with { system in
            try system.library("/lib/x86_64-linux-gnu/libz.so.1", needs: ["libc.so.6"])
            let base: Set = ["lib/ld-musl-x86_64.so.1", "lib/libz.so.1", "usr/lib/libz.so.1"]
            #expect(
                try system.closure(needs: ["libz.so.1"], base: base)
                    == [Self.libc, "lib/x86_64-linux-gnu/libz.so.1", Self.loader])
        }
    }

    // MARK: What is missing

    @Test func `all that is missing is told at once, with the package that Debian would put it in`() async throws {
        try await FakeSystem.with { system in
            try system.library("/lib/libblas.so.3", needs: ["libgfortran.so.5", "libgcc_s.so.1"])
            let libraries = try missing {
                try system.closure(needs: ["libblas.so.3", "libglib-2.0.so.0", "plugin.so"])
            }
            #expect(libraries.map(\.name) == ["libglib-2.0.so.0", "plugin.so", "libgfortran.so.5", "libgcc_s.so.1"])
            #expect(libraries.map(\.user.lastComponent?.string).suffix(2) == ["libblas.so.3", "libblas.so.3"])
            let text = SharedLibraryError.missing(libraries).diagnostics.map(\.description).joined(separator: "\n")
            for package in ["libglib-2.0-0", "libgfortran5", "libgcc-s1"] {
                #expect(text.contains("try: `apt-get install \(package)`; "))
            }
            #expect(text.contains("the shared library plugin.so was not found\n"))
        }
    }

    @Test func `a loader that is not there is told, unless the base has it`() async throws {
        try await FakeSystem.with { system in
            #expect(throws: SharedLibraryError.self) {
                try system.closure(needs: [], interpreter: "/lib/ld-other.so.1")
            }
            #expect(throws: SharedLibraryError.self) { try system.closure(needs: [], interpreter: "lib/ld.so") }
            let found = try system.closure(needs: [], interpreter: "/lib/ld-other.so.1", base: ["lib/ld-other.so.1"])
            #expect(found == [])
        }
    }

    // MARK: A second opinion

    @Test(.enabled(if: FilePath("/proc/self/maps").exists, "Linux only"))
    func `the closure of this process is among what its loader has loaded`() throws {
        let files = try SharedLibraryClosure.of("/proc/self/exe")
        // A read of this file may end in its middle without being the last.
        let file = try FileDescriptor.open("/proc/self/maps", .readOnly)
        defer { try? file.close() }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = try piece.withUnsafeMutableBytes({ try file.read(into: $0) }), count > 0 {
            bytes += piece[..<count]
        }
        let maps = String(decoding: bytes, as: UTF8.self)
        let loaded = Set(
            maps.split(whereSeparator: \.isNewline).compactMap { $0.split(separator: " ").last.map(String.init) })
        #expect(files.count > 2)
        for file in files { #expect(loaded.contains(file.source.string), "\(file)") }
    }
}

extension FilePath {
    fileprivate var exists: Bool { FileManager.default.fileExists(atPath: string) }
}
