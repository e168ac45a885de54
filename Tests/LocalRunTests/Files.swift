import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

func makeFolder(_ path: FilePath) throws {
    try check(mkdir(path.string, 0o700))
}

/// Lets the file `path` take the place of `target`.
func move(_ path: FilePath, to target: FilePath) throws {
    try check(rename(path.string, target.string))
}

/// Makes `path` a link, in the place of what is there.
func link(_ path: FilePath, to target: String) throws {
    let new = FilePath(path.string + ".new")
    try check(symlink(target, new.string))
    try move(new, to: path)
}

private func check(_ code: CInt) throws {
    guard code == 0 else { throw Errno(rawValue: errno) }
}
