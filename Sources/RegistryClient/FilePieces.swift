import ImageAssembly
import NIOCore
import SystemPackage

/// The bytes of a body in pieces, opened anew with each iteration.
///
/// A file that no longer has the blob's bytes is found out by the registry, from the digest; one that has become shorter
/// ends the request here.
struct FilePieces: AsyncSequence, Sendable {
    /// Large enough that a call costs nothing, small beside what the process needs anyway.
    static let pieceBytes = 256 << 10

    let path: FilePath
    let body: RequestBody

    func makeAsyncIterator() -> Iterator { Iterator(path: path, body: body) }

    final class Iterator: AsyncIteratorProtocol {
        private let path: FilePath
        private let body: RequestBody
        private var file: SystemPackage.FileDescriptor?
        private var position: Int64

        init(path: FilePath, body: RequestBody) {
            self.path = path
            self.body = body
            position = body.range.lowerBound
        }

        deinit {
            try? file?.close()  // nothing was written, so nothing can be lost
        }

        func next() async throws -> ByteBuffer? {
            guard position < body.range.upperBound else { return nil }
            let count = Int(Swift.min(Int64(FilePieces.pieceBytes), body.range.upperBound - position))
            var buffer = ByteBuffer()
            do {
                let file = try opened()
                let read = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
                    try file.read(
                        fromAbsoluteOffset: position, into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]))
                }
                guard read > 0 else { throw TransportError.sourceEnded(path) }
                position += Int64(read)
            } catch let error as Errno {
                throw RegistryError.file(path, error)
            }
            body.sent?(position - body.range.lowerBound)
            return buffer
        }

        private func opened() throws -> SystemPackage.FileDescriptor {
            if let file { return file }
            let opened = try SystemPackage.FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
            file = opened
            return opened
        }
    }
}
