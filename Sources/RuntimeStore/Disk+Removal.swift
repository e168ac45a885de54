import ImageAssembly
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Disk {
    /// Takes what is at `path` away in one step, and removes it then; nothing there is fine.
    /// - Throws: `DeliveryError.cannotWrite` when it cannot be taken away, or not all of it can be removed.
    func removeAtOnce(_ path: FilePath) throws(DeliveryError) {
        let aside = path.removingLastComponent().appending(PartialFolder.newName())
        do {
            try rename(path, to: aside)
        } catch .cannotWrite(_, .noSuchFileOrDirectory) {
            return
        } catch .cannotWrite(_, let errno) {
            throw .cannotWrite(path, errno)
        } catch {
            throw error
        }
        do {
            try FileManager.default.removeItem(atPath: aside.string)
        } catch {
            throw .cannotWrite(path, Self.errno(of: error))
        }
    }

    private static func errno(of error: any Error) -> Errno {
        switch (error as? CocoaError)?.code {
        case .fileWriteNoPermission?: .permissionDenied
        case .fileWriteVolumeReadOnly?: .readOnlyFileSystem
        default: .ioError
        }
    }
}
