import IgnoreRules
import ImageAssembly
import SystemPackage
import TestSupport
import Testing

/// `.chassisignore` and the folders that go into a layer.
struct IgnoredFilesTests {
    private func entries(_ folder: FilePath, _ rules: IgnoreRules) throws -> [String] {
        try LayerEntry.contents(of: folder, at: "models", ignoring: rules).map(\.path.description)
    }

    @Test func `rules are read from the package's folder, and the file itself stays out`() async throws {
        try await withTemporaryDirectory { package in
            try write("*.ckpt\n/models/train/\n/top\n!keep.ckpt", to: ".chassisignore", in: package)
            for name in ["w.bin", "a.ckpt", "keep.ckpt", "train/log", "x/train/log", "top", ".chassisignore"] {
                try write("", to: "models/\(name)", in: package)
            }
            #expect(
                try entries(package.appending("models"), IgnoreRules(of: package)) == [
                    "models", "models/keep.ckpt", "models/top", "models/w.bin", "models/x", "models/x/train",
                    "models/x/train/log",
                ])
        }
    }

    @Test func `rules are read from a model folder that lies elsewhere`() async throws {
        try await withTemporaryDirectory { folder in
            for name in ["top", "x/top"] { try write("", to: "elsewhere/\(name)", in: folder) }
            let rules = try IgnoreRules(parsing: "/top", root: folder.appending("package"))
            #expect(try entries(folder.appending("elsewhere"), rules) == ["models", "models/x", "models/x/top"])
        }
    }

    @Test func `a folder that is left out is not looked into`() async throws {
        try await withTemporaryDirectory { folder in
            _ = try makePipe("pipe", in: makeFolder("sockets", in: folder))
            try makeLink("outside", to: "/etc/passwd", in: folder)
            let rules = try IgnoreRules(parsing: "sockets\noutside", root: folder)
            #expect(try entries(folder, rules) == ["models"])
        }
    }

    @Test(arguments: ["models", "models/", "/models/data/", "data", "w.bin"])
    func `what is named and left out is an error that tells the line`(rule: String) async throws {
        try await withTemporaryDirectory { package in
            let file = try write("", to: "models/data/w.bin", in: package)
            let rules = try IgnoreRules(parsing: "# rules\n\(rule)", root: package)
            let error = LayerError.leftOut(file, rule: rule, line: 2)
            #expect(throws: error) {
                try LayerEntry.named(file, at: LayerPath(parsing: "etc/w.bin"), ignoring: rules)
            }
            #expect(error.diagnostics.first?.remedies.first?.contains("line 2 of .chassisignore") == true)
            guard rule != "w.bin" else { return }
            let folder = file.removingLastComponent()
            #expect(throws: LayerError.leftOut(folder, rule: rule, line: 2)) {
                try LayerEntry.named(folder, at: LayerPath(parsing: "etc"), ignoring: rules)
            }
        }
    }
}
