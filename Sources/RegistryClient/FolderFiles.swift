import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files of a folder.
enum FolderFiles {
    /// The paths of what is in `folder`, sorted; nil when there is no such folder.
    /// - Throws: ``RegistryError/file(_:_:)`` when it may not be read.
    static func list(_ folder: FilePath) throws(RegistryError) -> [FilePath]? {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted().map(folder.appending)
        } catch let error as CocoaError where error.code == .fileReadNoPermission {
            throw .file(folder, .permissionDenied)
        } catch {
            return nil  // nothing of that name, or no folder
        }
    }
}
