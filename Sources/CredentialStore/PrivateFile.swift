import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files that their owner alone may read.
enum PrivateFile {
    /// Makes the folder `path` and those above it, for their owner alone; fine when it is there.
    static func createFolder(_ path: FilePath) throws(CredentialFileError) {
        guard !path.isEmpty else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: path.string, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .unwritable(path, (error as? CocoaError)?.errno ?? .ioError)
        }
    }

    /// Where the bytes of `path` are: at the end of its symbolic links, which people have to a folder under version
    /// control, and which a replacement must not cut.
    static func target(of path: FilePath) -> FilePath {
        var target = path
        // The system follows no more links either.
        for _ in 0..<40 {
            guard let link = try? FileManager.default.destinationOfSymbolicLink(atPath: target.string) else { break }
            target = target.removingLastComponent().pushing(FilePath(link))
        }
        return target
    }

    /// Puts `bytes` in the place of the file `path`, whole or not at all, with mode 0600; an old file's owner stays.
    static func replace(_ path: FilePath, with bytes: [UInt8]) throws(CredentialFileError) {
        let suffix = String(UInt64.random(in: 0 ... .max), radix: 16)
        let partial = FilePath("\(path).chassis-\(suffix)")
        do {
            let file = try FileDescriptor.open(
                partial, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite])
            do {
                try file.closeAfter {
                    _ = try file.writeAll(bytes)
                    // Only root can give a file away, and only for root it matters: after `sudo`.
                    if let old = try? path.stat() {
                        _ = fchown(file.rawValue, old.userID.rawValue, old.groupID.rawValue)
                    }
                    guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
                }
                guard rename(partial.string, path.string) == 0 else { throw Errno(rawValue: errno) }
            } catch {
                _ = unlink(partial.string)  // the error above is the one to tell
                throw error
            }
        } catch {
            throw .unwritable(path, error as? Errno ?? .ioError)
        }
    }
}

extension CocoaError {
    /// The system's reason, where Foundation's has one that is as clear.
    fileprivate var errno: Errno? {
        switch code {
        case .fileWriteNoPermission: .permissionDenied
        case .fileWriteOutOfSpace: .noSpace
        case .fileWriteVolumeReadOnly: .readOnlyFileSystem
        case .fileWriteFileExists: .fileExists
        default: nil
        }
    }
}
