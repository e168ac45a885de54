import SystemPackage
import TestSupport
import Testing

@testable import PackageCompiler

@Suite struct SystemLibraryTests {
    /// Targets as `swift package dump-package` prints them.
    private static let dump = #"""
        {"name":"Digits","products":[],"dependencies":[],"targets":[
        {"dependencies":[],"exclude":[],"name":"CBLAS","pkgConfig":"openblas","providers":[{"apt":[["libopenblas-dev",
        "gfortran"]]},{"yum":[["openblas-devel"]]},{"brew":[["openblas"]]}],"resources":[],"settings":[],"type":"system"},
        {"dependencies":[],"exclude":[],"name":"CMagic","path":"C/magic","type":"system"},
        {"dependencies":[{"byName":["CBLAS",null]}],"exclude":[],"name":"Digits","type":"regular"}]}
        """#

    @Test func `the libraries of a package are read with their module maps`() async throws {
        try await withTemporaryDirectory { root in
            let folder = root.pushing("Sources/CBLAS")
            try CacheDirectory.create(folder)
            try CacheDirectory.write(
                #"module CBLAS { header "shim.h" link "openblas" }"#, to: folder.appending("module.modulemap"))
            let libraries = try PackageManifest(decoding: Array(Self.dump.utf8), root: root).systemLibraries
            #expect(
                libraries == [
                    SystemLibrary(
                        name: "CBLAS", pkgConfig: "openblas", packages: ["libopenblas-dev", "gfortran"],
                        links: ["openblas"]),
                    SystemLibrary(name: "CMagic", pkgConfig: nil, packages: [], links: nil),
                ])
        }
    }

    @Test func `a module map tells what it links`() {
        let map = ModuleMap(
            parsing: """
                // link "commented"
                module CMath [system] {
                    header "link.h" // link "also commented"
                    link "m" link "openblas"
                    link framework "Accelerate"
                    export *
                }
                module Other { umbrella header "a b.h"; link\t"z" }
                """)
        #expect(map.links == ["m", "openblas", "z"])
        for cut in ["", "\"", "link", "link \"", "\"\"\"", "link \"a"] {
            #expect(ModuleMap(parsing: cut).links.count <= 1)
        }
    }

    @Test func `a library is known by what it links, by pkg-config's name, by its own and by its package`() {
        let library = SystemLibrary(
            name: "CArchive", pkgConfig: "libArchive-4", packages: ["liblzma-dev", "zlib1g-dev"], links: ["bz2"])
        for name in ["archive", "bz2", "lzma", "libarchive-4", "archive-4"] { #expect(library.isLinked(as: name)) }
        for name in ["", "z", "arch", "lib", "m"] { #expect(!library.isLinked(as: name), "\(name)") }
    }

    @Test func `SwiftPM's help is read once for each library`() {
        let advice = PackageAdvice(in: [
            "warning: you may be able to install openblas using your system-packager:",
            "    apt-get install libopenblas-dev",
            "warning: you may be able to install openblas using your system-packager:",
            "    apt-get install libopenblas-dev",
            "warning: couldn't find pc file for fftw3",
            "warning: you may be able to install cut using your system-packager:",
        ])
        #expect(advice.unknown.map(\.pkgConfig) == ["openblas", "fftw3", "cut"])
        #expect(advice.unknown.map(\.command) == ["apt-get install libopenblas-dev", nil, nil])
        #expect(!advice.lacksPkgConfig)
    }
}
