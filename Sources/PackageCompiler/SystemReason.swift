import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Why a call of the system failed, in its own words: Foundation's errors say it in twenty, and less clearly.
struct SystemReason {
    let text: String

    init(of error: any Error) {
        switch error {
        case let error as Errno: text = error.description
        case let error as CocoaError:
            switch error.code {
            case .fileWriteNoPermission, .fileReadNoPermission: text = Errno.permissionDenied.description
            case .fileWriteOutOfSpace: text = Errno.noSpace.description
            case .fileWriteVolumeReadOnly: text = Errno.readOnlyFileSystem.description
            case .fileWriteFileExists: text = Errno.fileExists.description
            case .fileNoSuchFile, .fileReadNoSuchFile: text = Errno.noSuchFileOrDirectory.description
            default: text = "\(error)"
            }
        default: text = "\(error)"
        }
    }
}
