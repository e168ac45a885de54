import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Makes the named pipe `name`.
func makePipe(_ name: String, in folder: FilePath) throws -> FilePath {
    let path = folder.appending(name)
    guard path.withPlatformString({ mkfifo($0, 0o600) }) == 0 else { throw Errno(rawValue: errno) }
    return path
}

/// Whether the shell finds the command `name`.
func isInstalled(_ name: String) -> Bool {
    system("command -v \(name) >/dev/null 2>&1") == 0
}

/// What the shell command `command` prints, and whether it succeeded.
func run(_ command: String) throws -> (output: [UInt8], succeeded: Bool) {
    guard let pipe = popen(command, "r") else { throw Errno(rawValue: errno) }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 {
        output += buffer[..<count]
    }
    return (output, pclose(pipe) == 0)
}
