package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads folders and links byte by byte, so that a name that is not UTF-8 is noticed and not repaired.
package enum FolderListing {
    /// The names in `folder`, sorted by their bytes, without `.` and `..`.
    package static func names(in folder: FilePath) throws(LayerError) -> [String] {
        guard let stream = folder.withPlatformString({ opendir($0) }) else {
            throw .unreadable(folder, Errno(rawValue: errno))
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                throw .nameNotUTF8(folder.appending(String(decoding: bytes, as: UTF8.self)))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw .unreadable(folder, Errno(rawValue: errno)) }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Where the symbolic link `link` leads, as it is written in it.
    package static func linkTarget(_ link: FilePath) throws(LayerError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = link.withPlatformString { readlink($0, &buffer, buffer.count) }
        guard count >= 0 else { throw .unreadable(link, Errno(rawValue: errno)) }
        guard let target = String(validating: buffer.prefix(count), as: UTF8.self) else { throw .nameNotUTF8(link) }
        return target
    }
}
