import SystemPackage

/// Waits until `condition` holds, and returns whether it came to that. What it waits for happens soon, or never.
func eventually(_ condition: () -> Bool) async -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(20)
    while clock.now < deadline {
        if condition() { return true }
        guard (try? await clock.sleep(for: .milliseconds(2))) != nil else { break }  // the test is cancelled
    }
    return false
}

/// Waits until the process is gone, and returns whether it went. An orphan stays a zombie until its new parent looks.
func isGone(_ process: Int) async -> Bool {
    await eventually { !isAlive(process) }
}

func isAlive(_ process: Int) -> Bool {
    guard let stat = try? FilePath("/proc/\(process)/stat").contents() else { return false }
    return !String(decoding: stat, as: UTF8.self).contains(") Z ")
}

/// The lines of a file that processes append to; none while it is not there.
func lines(of file: FilePath) -> [String] {
    guard let bytes = try? file.contents() else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
}

extension FilePath {
    /// What the file holds.
    func contents() throws -> [UInt8] {
        let file = try FileDescriptor.open(self, .readOnly, options: .closeOnExec)
        return try file.closeAfter {
            var bytes: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 4096)
            while case let count = try piece.withUnsafeMutableBytes({ try file.read(into: $0) }), count > 0 {
                bytes += piece.prefix(count)
            }
            return bytes
        }
    }
}
