public import SystemPackage

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

/// The folder for what is kept between builds: the compiled server, and a wrapper package for each project.
///
/// All of it can be removed at any time when nothing is being built.
public enum CacheDirectory {
    /// `$CHASSIS_CACHE`, else `$XDG_CACHE_HOME/chassis`, else `$HOME/.cache/chassis`; it need not exist.
    ///
    /// As the [XDG specification](https://specifications.freedesktop.org/basedir-spec/latest/) asks, a relative
    /// `XDG_CACHE_HOME` is ignored; a relative `CHASSIS_CACHE` is taken from the current directory.
    /// - Throws: ``CacheError/homeless``.
    public static func locate(in variables: [String: String]) throws(CacheError) -> FilePath {
        let current = FilePath(FileManager.default.currentDirectoryPath)
        if let own = variables["CHASSIS_CACHE"], !own.isEmpty {
            return current.pushing(FilePath(own)).lexicallyNormalized()
        }
        if let shared = variables["XDG_CACHE_HOME"].map(FilePath.init(_:)), shared.isAbsolute {
            return shared.appending("chassis")
        }
        guard let home = variables["HOME"].map(FilePath.init(_:)), home.isAbsolute else { throw .homeless }
        return home.appending(".cache").appending("chassis")
    }

    /// Makes the folder `path` and those above it; fine when it is there.
    static func create(_ path: FilePath) throws(CacheError) {
        do {
            try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
        } catch {
            throw .notWritable(path, reason: SystemReason(of: error).text)
        }
    }

    /// Writes `text` to `path` unless that is what the file holds: an untouched file is not compiled again.
    static func write(_ text: String, to path: FilePath, creatingFolder: Bool = false) throws(CacheError) {
        if creatingFolder { try create(path.removingLastComponent()) }
        if let present = try? path.contents(), present.elementsEqual(text.utf8) { return }  // unreadable: write it anew
        do {
            let file = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            try file.closeAfter { _ = try file.writeAll(text.utf8) }
        } catch {
            throw .notWritable(path, reason: SystemReason(of: error).text)
        }
    }

    /// Writes `text` to the file `name` in `folder`, and removes what else is there: another version of this tool may have
    /// written its files under other names, and all of them would be compiled.
    static func write(_ text: String, toOnlyFileOf folder: FilePath, named name: String) throws(CacheError) {
        try write(text, to: folder.appending(name), creatingFolder: true)
        do {
            for other in try FileManager.default.contentsOfDirectory(atPath: folder.string) where other != name {
                try FileManager.default.removeItem(atPath: folder.appending(other).string)
            }
        } catch {
            throw .notWritable(folder, reason: SystemReason(of: error).text)
        }
    }

    /// Gives the file `source` a second name, or puts a copy of it there where that is not possible, whole or not at all.
    static func linkOrCopy(_ source: FilePath, to destination: FilePath) throws(CacheError) {
        let partial = FilePath(destination.string + ".part")
        do {
            try? FileManager.default.removeItem(atPath: partial.string)  // left by a build that was killed, if at all
            if link(source.string, partial.string) != 0 {
                try FileManager.default.copyItem(atPath: source.string, toPath: partial.string)
            }
        } catch {
            throw .notWritable(destination, reason: SystemReason(of: error).text)
        }
        try rename(partial, to: destination)
    }

    /// Gives the file `source` the name `destination`, in place of what is there.
    static func rename(_ source: FilePath, to destination: FilePath) throws(CacheError) {
        guard systemRename(source.string, destination.string) == 0 else {
            throw .notWritable(destination, reason: Errno(rawValue: errno).description)
        }
    }
}

/// The system's own, which the method of the same name hides.
private func systemRename(_ source: String, _ destination: String) -> Int32 {
    rename(source, destination)
}
