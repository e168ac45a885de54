import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How full a disk is.
enum DiskSpace {
    /// Less than this is too little for a linker, which writes an executable of 120 MB before it strips it.
    static let fewBytes: Int64 = 64_000_000

    /// The free bytes of the disk that holds `path`; nil when the system does not tell.
    static func freeBytes(at path: FilePath) -> Int64? {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path.string)  // then it is not told
        return (attributes?[.systemFreeSize] as? any BinaryInteger).map { Int64($0) }
    }
}
