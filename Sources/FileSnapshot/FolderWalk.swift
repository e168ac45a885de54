import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Visits folders with as few calls of the system as it takes: one for each name, and three for each folder.
struct FolderWalk {
    private var found: [FileEntry] = []
    /// Folders that are still to be read.
    private var pending: [[UInt8]] = []

    /// Adds what is at `path`, following a link, and not what is in it.
    mutating func add(named path: FilePath) throws(FileSnapshotError) {
        _ = try add(following: path)
    }

    /// Adds the folder `path` and all that is in it.
    mutating func add(below path: FilePath) throws(FileSnapshotError) {
        guard try add(following: path) == .folder else { return }
        pending = [path.lexicallyNormalized().bytes]
        // The first is open through a link as well; the others were seen to be folders, and stay so or are gone.
        var options = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        while let folder = pending.popLast() {
            try read(folder, options: options)
            options |= O_NOFOLLOW
        }
    }

    /// What was found, sorted, and each path once.
    func entries() -> [FileEntry] {
        var sorted: [FileEntry] = []
        sorted.reserveCapacity(found.count)
        for entry in found.sorted(by: { $0.precedes($1) }) where sorted.last?.path != entry.path {
            sorted.append(entry)
        }
        return sorted
    }

    private mutating func add(following path: FilePath) throws(FileSnapshotError) -> FileState.Kind {
        var status = stat()
        let code = path.withPlatformString { fstatat(AT_FDCWD, $0, &status, 0) }
        let state: FileState
        if code == 0 {
            state = FileState(status)
        } else {
            guard [ENOENT, ENOTDIR].contains(errno) else { throw .unreadable(path, Errno(rawValue: errno)) }
            state = .missing
        }
        found.append(FileEntry(path: path.lexicallyNormalized().bytes, state: state))
        return state.kind
    }

    private mutating func read(_ folder: [UInt8], options: CInt) throws(FileSnapshotError) {
        let descriptor = FilePath(bytes: folder).withPlatformString { open($0, options) }
        guard descriptor >= 0 else {
            // It has vanished, or something else has taken its place, which the next snapshot will show.
            if [ENOENT, ENOTDIR, ELOOP].contains(errno) { return }
            throw .unreadable(FilePath(bytes: folder), Errno(rawValue: errno))
        }
        guard let stream = fdopendir(descriptor) else {
            let reason = Errno(rawValue: errno)
            _ = close(descriptor)  // nothing was written
            throw .unreadable(FilePath(bytes: folder), reason)
        }
        defer { closedir(stream) }  // closes the descriptor too
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = UnsafeRawPointer(entry).advanced(by: Self.nameOffset).assumingMemoryBound(to: CChar.self)
            try add(name, in: folder, openAt: descriptor)
        }
        guard errno == 0 else { throw .unreadable(FilePath(bytes: folder), Errno(rawValue: errno)) }
    }

    private mutating func add(
        _ name: UnsafePointer<CChar>, in folder: [UInt8], openAt descriptor: CInt
    ) throws(FileSnapshotError) {
        let bytes = UnsafeRawBufferPointer(start: name, count: strlen(name))
        guard !LeftOut.everywhere(bytes) else { return }
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return }
            throw .unreadable(FilePath(bytes: folder).appending(String(cString: name)), Errno(rawValue: errno))
        }
        let kind = FileState.Kind(status)
        guard kind != .folder || !LeftOut.folder(bytes) else { return }
        var path = [UInt8]()
        path.reserveCapacity(folder.count + 1 + bytes.count)
        path += folder
        if path.last != UInt8(ascii: "/") { path.append(UInt8(ascii: "/")) }
        path += bytes
        if kind == .link {
            guard let state = link(name, at: descriptor) else { return }
            found.append(FileEntry(path: path, state: state))
        } else {
            found.append(FileEntry(path: path, state: FileState(status)))
            if kind == .folder { pending.append(path) }
        }
    }

    /// The state of a link; nil when it has vanished.
    private func link(_ name: UnsafePointer<CChar>, at descriptor: CInt) -> FileState? {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlinkat(descriptor, name, &text, text.count)
        guard count >= 0 else { return nil }
        var status = stat()
        let isThere = fstatat(descriptor, name, &status, 0) == 0
        return FileState(
            linkWith: text.prefix(count).map { UInt8(bitPattern: $0) }, to: isThere ? status : nil)
    }

    private static let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
}
