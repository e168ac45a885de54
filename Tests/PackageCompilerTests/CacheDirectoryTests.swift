import SystemPackage
import TestSupport
import Testing

@testable import PackageCompiler

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct CacheDirectoryTests {
    @Test func `without any variable there is no place`() {
        for variables in [[:], ["HOME": ""], ["HOME": "relative"], ["XDG_CACHE_HOME": "relative"]] {
            #expect(throws: CacheError.homeless) { try CacheDirectory.locate(in: variables) }
        }
    }

    @Test(arguments: [
        (["CHASSIS_CACHE": "/own", "XDG_CACHE_HOME": "/xdg", "HOME": "/home/a"], "/own"),
        (["CHASSIS_CACHE": "", "XDG_CACHE_HOME": "/xdg", "HOME": "/home/a"], "/xdg/chassis"),
        (["XDG_CACHE_HOME": "relative", "HOME": "/home/a"], "/home/a/.cache/chassis"),
    ])
    func `the first variable that is set wins`(variables: [String: String], path: String) throws {
        #expect(try CacheDirectory.locate(in: variables) == FilePath(path))
    }

    @Test func `a relative folder of one's own becomes absolute`() throws {
        let path = try CacheDirectory.locate(in: ["CHASSIS_CACHE": "cache"])
        #expect(path.isAbsolute && path.ends(with: "cache"))
    }

    @Test func `a copy that cannot be made leaves what was there`() async throws {
        try await withTemporaryDirectory { folder in
            let kept = folder.appending("kept")
            try CacheDirectory.write("old", to: kept)
            #expect(throws: CacheError.notWritable(kept, reason: "No such file or directory")) {
                try CacheDirectory.linkOrCopy(folder.appending("missing"), to: kept)
            }
            #expect(try String(decoding: kept.contents(), as: UTF8.self) == "old")
            try CacheDirectory.write("new", to: folder.appending("source"))
            try CacheDirectory.linkOrCopy(folder.appending("source"), to: kept)
            #expect(try String(decoding: kept.contents(), as: UTF8.self) == "new")
        }
    }

    @Test func `what another version left among the sources is removed`() async throws {
        try await withTemporaryDirectory { folder in
            try CacheDirectory.write("old", to: folder.appending("Old.swift"))
            try CacheDirectory.write("new", toOnlyFileOf: folder, named: "New.swift")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.string) == ["New.swift"])
        }
    }
}
