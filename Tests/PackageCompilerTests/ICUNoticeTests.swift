import ELFFiles
import SystemPackage
import TestSupport
import Testing

@testable import PackageCompiler

struct ICUNoticeTests {
    private static let tables = (name: "icudt76_dat", byteCount: 33_976_096 as UInt64)

    /// The notice for an executable with `symbols`, of a module `Digits` and another package's modules, which hold
    /// one file each.
    private func notice(
        symbols: [(name: String, byteCount: UInt64)], digits: String, others: [(module: String, source: String)] = []
    ) async throws -> String? {
        try await withTemporaryDirectory { folder in
            var handmade = HandmadeELF()
            handmade.symbols = symbols
            try handmade.write(to: folder.appending("server"))
            let root = folder.appending("digits")
            let file = root.pushing("Sources/Digits/Dates.swift")
            try CacheDirectory.write(digits, to: file, creatingFolder: true)
            let package = folder.appending("money")
            for (module, source) in others {
                try CacheDirectory.write(
                    source, to: package.pushing(FilePath("Sources/\(module)/Source.swift")), creatingFolder: true)
            }
            let own = ICUNotice.Module(name: "Digits", files: [file], root: root, package: nil)
            let dependency = WorkspaceState.Package(identity: "money", folder: package, version: nil, isLocal: true)
            return try ICUNotice(
                executable: ELFFile(at: folder.appending("server")),
                modules: [own] + ICUNotice.Module.all(of: dependency)
            ).text
        }
    }

    @Test func `an executable without the tables gets no notice, whatever its sources import`() async throws {
        for symbols in [[], [("icudt76_dat", 400), ("$s6Digits", 1)]] as [[(String, UInt64)]] {
            #expect(try await notice(symbols: symbols, digits: "import Foundation") == nil)
        }
    }

    @Test func `the author's own import is named with its line`() async throws {
        #expect(
            try await notice(
                symbols: [Self.tables, ("$s6Digits4mainyyF", 9)], digits: "\nimport Foundation",
                others: [("Money", "import Foundation")])
                == "the executable carries the tables of ICU, 34.0 MB, because Digits imports Foundation in "
                + "Sources/Digits/Dates.swift:2; FoundationEssentials, where it is enough, would save them")
    }

    @Test func `a package's module is named only when it is in the executable`() async throws {
        let others = [("Cents", "import Foundation"), ("Money", "import FoundationNetworking")]
        let text = try await notice(symbols: [Self.tables, ("$s5MoneyAA", 9)], digits: "", others: others)
        #expect(
            text?.contains("Money of package money imports FoundationNetworking in Sources/Money/Source.swift:1")
                == true)
        #expect(
            try await notice(symbols: [Self.tables], digits: "import Foundation", others: others)?
                .contains("because something that it is made of imports Foundation") == true)
    }
}
