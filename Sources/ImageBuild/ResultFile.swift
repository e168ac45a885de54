import ImageAssembly
public import SystemPackage

/// A file with something that a build has found out, for the scripts that come after it.
public enum ResultFile {
    /// Writes `bytes` and a newline into `file`, whole or not at all.
    /// - Throws: `DeliveryError`.
    public static func write(_ bytes: [UInt8], to file: FilePath) throws {
        let folder = file.removingLastComponent()
        let partial = try PartialFile(in: folder.isEmpty ? "." : folder, for: file, disk: Disk())
        do {
            try (bytes + [UInt8(ascii: "\n")]).withUnsafeBytes { try partial.write($0) }
            try partial.commit(as: file)
        } catch {
            partial.discard()
            throw error
        }
    }
}
