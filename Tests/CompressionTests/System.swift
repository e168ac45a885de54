import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Whether the shell finds the command `name`.
func isInstalled(_ name: String) -> Bool {
    system("command -v \(name) >/dev/null 2>&1") == 0
}

/// What the shell command `command` prints, and whether it succeeded.
func run(_ command: String) throws -> (output: [UInt8], succeeded: Bool) {
    guard let pipe = popen(command, "r") else { throw Errno(rawValue: errno) }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 {
        output += buffer[..<count]
    }
    return (output, pclose(pipe) == 0)
}

/// Writes the file `path`, in place of what is there.
func write(_ bytes: [UInt8], to path: FilePath) throws {
    let file = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
    try file.closeAfter { _ = try file.writeAll(bytes) }
}

/// A program of this package, which lies beside the bundle of the tests.
func builtProgram(_ name: String) -> FilePath {
    let arguments = CommandLine.arguments
    let bundle = arguments.first { $0.hasSuffix(".xctest") } ?? arguments[0]
    return FilePath(bundle).removingLastComponent().appending(name)
}
