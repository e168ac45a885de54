import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Looks for packages around a folder that is none, to suggest them.
struct PackageSearch {
    let start: FilePath

    init(from start: FilePath) {
        self.start = start
    }

    /// The first folder above that is a package, and those one or two levels below; at most five.
    func nearest() -> [FilePath] {
        let above = sequence(first: start) { $0.removingLastComponent() == $0 ? nil : $0.removingLastComponent() }
            .dropFirst().first(where: isPackage)
        let children = folders(in: start)
        let below = (children + children.flatMap(folders)).filter(isPackage)
        return Array(([above].compactMap(\.self) + below).prefix(5))
    }

    /// Folders that cannot be read have nothing to suggest.
    private func folders(in parent: FilePath) -> [FilePath] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.string)) ?? []
        return names.sorted().filter { !$0.hasPrefix(".") }.map(parent.appending).filter { path in
            var isDirectory = false
            return FileManager.default.fileExists(atPath: path.string, isDirectory: &isDirectory) && isDirectory
        }
    }

    private func isPackage(_ folder: FilePath) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending("Package.swift").string)
    }
}
