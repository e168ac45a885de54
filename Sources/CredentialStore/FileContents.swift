import SystemPackage

/// Small files, read whole.
enum FileContents {
    /// The bytes of the file `path`; nil when it has more than `limit`.
    static func read(_ path: FilePath, limit: Int) throws(Errno) -> [UInt8]? {
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
            return try file.closeAfter { try read(file, limit: limit) { _ in false } }
        } catch let error as Errno {
            throw error
        } catch {
            preconditionFailure("calls of the system fail with an Errno, not with \(type(of: error))")
        }
    }

    /// The bytes of `file` up to its end, or until `isEnough` says so of what was read last; nil beyond `limit`.
    static func read(_ file: FileDescriptor, limit: Int, until isEnough: ([UInt8]) -> Bool) throws -> [UInt8]? {
        var contents: [UInt8] = []
        while contents.count <= limit {
            let chunk = try [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
                count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            contents += chunk
            if chunk.isEmpty || isEnough(chunk) { return contents.count <= limit ? contents : nil }
        }
        return nil
    }
}
