import ImageAssembly
import LayerArchive
import SystemPackage
import TestSupport
import Testing

@testable import BaseImage

struct BaseListingTests {
    /// The listing of `layers`, bottom first.
    private func listing(_ layers: ((TarWriter) throws -> Void)...) async throws -> BaseListing {
        try await withTemporaryDirectory { folder in
            var listing = BaseListing(source: "base")
            for layer in layers {
                let tar = try write(HandmadeImage.tar(layer), to: "a.tar", in: folder)
                try listing.add(LayerListing(tar: tar, source: "base"))
            }
            return listing
        }
    }

    private func resolve(_ listing: BaseListing, _ path: String, isDirectory: Bool = false) throws -> String {
        try listing.resolve(LayerPath(parsing: path), isDirectory: isDirectory).description
    }

    private func usrMerge(_ tar: TarWriter) throws {
        try tar.folder("./")
        try tar.link("./bin", to: "usr/bin")
        try tar.link("./lib", to: "/usr/lib")
        try tar.folder("./usr", mode: 0o751, owner: 3)
        try tar.folder("./usr/bin")
        try tar.file("./usr/bin/sh")
        try tar.link("./usr/bin/bash", to: "sh")
        try tar.folder("./usr/lib")
        try tar.link("./usr/lib/up", to: "../../../../usr")
    }

    @Test func `a path through the links of a usr-merge base stands where they lead`() async throws {
        let base = try await listing(usrMerge)
        #expect(try resolve(base, "bin/model") == "usr/bin/model")
        #expect(try resolve(base, "lib/x/model.so") == "usr/lib/x/model.so")
        #expect(try resolve(base, "lib/up/share/x") == "usr/share/x")
        #expect(try resolve(base, "app/model") == "app/model")
        #expect(try resolve(base, "bin", isDirectory: true) == "usr/bin")
        #expect(try resolve(base, "lib/up", isDirectory: true) == "usr")
        #expect(try resolve(base, "opt", isDirectory: true) == "opt")
    }

    @Test func `a file takes the place of a link to a file, and of nothing larger`() async throws {
        let base = try await listing(usrMerge)
        #expect(try resolve(base, "bin/bash") == "usr/bin/bash")
        for path in ["bin", "usr", "usr/lib/up"] {
            #expect(throws: BaseError("base", .coversDirectory(path: path))) { try resolve(base, path) }
        }
        #expect(throws: BaseError("base", .parentNotADirectory(path: "bin/bash/x", parent: "usr/bin/sh"))) {
            try resolve(base, "bin/bash/x")
        }
        #expect(throws: BaseError("base", .parentNotADirectory(path: "bin/sh", parent: "usr/bin/sh"))) {
            try resolve(base, "bin/sh", isDirectory: true)
        }
    }

    @Test func `links that lead in a circle are an error and contain nothing`() async throws {
        let base = try await listing { tar in
            try tar.link("a", to: "b")
            try tar.link("b", to: "a")
            try tar.link("root", to: "/")
        }
        #expect(throws: BaseError("base", .linkLoop(path: "a/x"))) { try resolve(base, "a/x") }
        #expect(throws: BaseError("base", .linkLoop(path: "a"))) { try resolve(base, "a", isDirectory: true) }
        #expect(!base.contains("a"))
        #expect(throws: BaseError("base", .linkLoop(path: "root"))) { try resolve(base, "root", isDirectory: true) }
        #expect(try resolve(base, "root/x") == "x")
        #expect(try resolve(base, "a") == "a")
    }

    @Test func `a directory of the base keeps its mode and owner`() async throws {
        let base = try await listing(usrMerge) { try $0.folder("usr/bin", mode: 0o700) }
        let usr = TarAttributes(permissions: 0o751, modificationTime: 7, owner: 3, group: 3)
        #expect(try base.directoryAttributes(LayerPath(parsing: "usr")) == usr)
        // The upper layer's entry counts, and what was in the directory stays.
        #expect(try base.directoryAttributes(LayerPath(parsing: "bin"))?.permissions == 0o700)
        #expect(base.contains("usr/bin/sh"))
        #expect(try base.directoryAttributes(LayerPath(parsing: "opt")) == nil)
        #expect(try base.directoryAttributes(LayerPath(parsing: "usr/bin/sh")) == nil)
    }

    @Test func `a directory that only paths below it make has no attributes of its own`() async throws {
        let base = try await listing { try $0.file("opt/x") }
        #expect(base.contains("opt"))
        #expect(try base.directoryAttributes(LayerPath(parsing: "opt")) == nil)
        #expect(try resolve(base, "opt/y") == "opt/y")
    }

    @Test(arguments: ["usr/lib/libx.so", "/lib/libx.so", "lib/./libx.so.1", "/lib/up/lib/libx.so.1"])
    func `what is there is found through links`(path: String) async throws {
        let base = try await listing(usrMerge) { tar in
            try tar.file("usr/lib/libx.so")
            try tar.link("usr/lib/libx.so.1", to: "libx.so")
            try tar.link("usr/lib/dangling", to: "nowhere")
        }
        #expect(base.contains(path))
        #expect(!base.contains("lib/dangling"))
        #expect(!base.contains("lib/liby.so"))
    }

    @Test func `a whiteout takes away what is below it, and nothing of its own layer`() async throws {
        let base = try await listing(
            { tar in
                for path in ["a/x", "a/y/z", "b/x", "c/x"] { try tar.file(path) }
            },
            { tar in
                try tar.file("b/new")
                try tar.file("b/.wh..wh..opq")
                try tar.file("a/.wh.y")
                try tar.file("a/.wh.nothing")
                try tar.file("nowhere/.wh.x")
                try tar.file(".wh.c")
                try tar.folder("c")
                try tar.file("c/new")
                try tar.file(".wh..wh.plnk/5.6")
            })
        let there = ["a/x", "a/y", "a/y/z", "b/x", "b/new", "c/x", "c/new", "nowhere"].filter(base.contains)
        #expect(there == ["a/x", "b/new", "c/new"])
    }

    @Test func `a link that an upper layer replaces by a directory is a link no more`() async throws {
        let base = try await listing(usrMerge, { try $0.folder("bin") }, { try $0.file("bin/x") })
        #expect(try resolve(base, "bin/model") == "bin/model")
        #expect(!base.contains("bin/sh"))
        #expect(!base.contains("usr/bin/x"))
    }

    @Test func `a file of an upper layer below a link stands where the link leads`() async throws {
        let base = try await listing(usrMerge, { try $0.file("bin/x") })
        #expect(base.contains("usr/bin/x"))
        #expect(try resolve(base, "bin/model") == "usr/bin/model")
    }

    @Test func `a file that replaces a directory takes away what was in it`() async throws {
        let base = try await listing({ try $0.file("a/x") }, { try $0.file("a") }, { try $0.folder("a") })
        #expect(base.contains("a"))
        #expect(!base.contains("a/x"))
    }

    @Test func `absolute names in a layer begin at its root`() async throws {
        #expect(try await listing { try $0.file("/opt/x") }.contains("opt/x"))
    }
}
