package import SystemPackage

extension FilePath {
    /// The bytes of the file, all of them in memory: for text that people write, not for models.
    /// - Throws: why the file cannot be read.
    package func contents() throws(Errno) -> [UInt8] {
        do {
            let file = try FileDescriptor.open(self, .readOnly, options: [.closeOnExec])
            return try file.closeAfter {
                var contents: [UInt8] = []
                while true {
                    let chunk = try [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
                        count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
                    }
                    if chunk.isEmpty { return contents }
                    contents += chunk
                }
            }
        } catch let error as Errno {
            throw error
        } catch {
            preconditionFailure("calls of the system fail with an Errno, not with \(error)")
        }
    }
}
