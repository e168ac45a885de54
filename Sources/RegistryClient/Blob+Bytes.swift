import ImageAssembly
import SystemPackage

extension Blob {
    /// The content in memory; for manifests alone.
    /// - Throws: ``RegistryError/file(_:_:)`` and ``RegistryError/sourceChanged(_:_:)``.
    func bytesInMemory() throws(RegistryError) -> [UInt8] {
        switch content {
        case .bytes(let bytes): return bytes
        case .file(let path):
            do {
                let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
                let size = Int(descriptor.size)
                let bytes = try file.closeAfter {
                    try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                        while count < size {
                            let rest = UnsafeMutableRawBufferPointer(
                                rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                            let read = try file.read(into: rest)
                            guard read > 0 else { return }
                            count += read
                        }
                    }
                }
                guard bytes.count == size else { throw RegistryError.sourceChanged(path, descriptor.digest) }
                return bytes
            } catch {
                throw error as? RegistryError ?? .file(path, error as? Errno ?? .ioError)
            }
        }
    }
}
