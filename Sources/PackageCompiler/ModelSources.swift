import ProjectConfig
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The Swift files of a target.
struct ModelSources {
    /// The folder of the target.
    let folder: FilePath
    private let target: PackageTarget

    /// The sources of `target` in the package at `root`; without a path of its own it lies in one of the folders where
    /// SwiftPM looks.
    init(of target: PackageTarget, in root: FilePath) {
        let usual = ["Sources", "Source", "src", "srcs"].map { root.appending($0).appending(target.name) }
        self.target = target
        folder =
            target.path.map { root.pushing(FilePath($0)) }
            ?? usual.first { FileManager.default.fileExists(atPath: $0.string) } ?? usual[0]
    }

    /// The texts of the files, sorted by path.
    /// - Throws: ``PackageError/unreadableSource(_:reason:)``.
    func files() throws(PackageError) -> [ModelTypeScanner.SourceFile] {
        var files: [ModelTypeScanner.SourceFile] = []
        for path in paths() {
            do {
                let text = String(decoding: try path.contents(), as: UTF8.self)
                files.append(ModelTypeScanner.SourceFile(path: path.string, text: text))
            } catch {
                throw .unreadableSource(path, reason: "\(error)")
            }
        }
        return files
    }

    /// The paths of the files, sorted. SwiftPM itself complains of a folder that cannot be read; here it has no files.
    func paths() -> [FilePath] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder.string)) ?? []
        return names.filter { $0.hasSuffix(".swift") && belongs($0) }.sorted().map { folder.pushing(FilePath($0)) }
    }

    /// Hidden folders hold no sources; in a target whose folder is the package's, one of them is the build folder.
    private func belongs(_ name: String) -> Bool {
        let path = FilePath(name)
        guard !path.components.contains(where: { $0.string.hasPrefix(".") }) else { return false }
        let isBelow = { (parent: String) in path.starts(with: FilePath("./\(parent)").lexicallyNormalized()) }
        return !target.exclude.contains(where: isBelow) && (target.sources?.contains(where: isBelow) ?? true)
    }
}
