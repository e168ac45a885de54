public import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The folder for outputs.
public enum OutputFolder {
    /// Writes `files` into `folder`, which is made if it is not there; files of the same names are replaced.
    /// - Throws: ``PredictionError/unwritable(_:reason:)``.
    public static func write(_ files: [OutputFile], to folder: FilePath) throws(PredictionError) {
        guard !files.isEmpty else { return }
        do {
            try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        } catch {
            throw .unwritable(folder, reason: "no folder can be made there")
        }
        for file in files {
            let path = folder.appending(file.name)
            do {
                try Data(file.bytes).write(to: URL(filePath: path.string), options: .atomic)
            } catch {
                throw .unwritable(path, reason: "it cannot be written")
            }
        }
    }
}
