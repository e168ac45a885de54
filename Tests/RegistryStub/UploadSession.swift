import NIOCore
import OCISpec

/// An upload that is neither committed nor cancelled.
final class UploadSession {
    let id: String
    let repository: String
    /// The bytes that were taken.
    private(set) var count = 0
    /// How often something was taken; the session's address names it, and an address of before is refused.
    private(set) var turn = 0
    /// The request whose body is taken; whoever asks for the status meanwhile ends it, since nobody asks before giving
    /// a connection up, though this end may not have noticed.
    private var request: Int?
    private var turnStart = 0
    private var shortestTurn = Int.max
    private var bytes: ByteBuffer?
    private let digester: Digester

    init(id: String, repository: String, keepsBytes: Bool) throws {
        self.id = id
        self.repository = repository
        bytes = keepsBytes ? ByteBuffer() : nil
        digester = try Digester()
    }

    /// Begins to take the body of a request.
    func open(for request: Int) {
        self.request = request
    }

    /// Takes a piece, unless the request was ended.
    func append(_ piece: ByteBuffer, of request: Int) throws {
        guard request == self.request else { return }
        try piece.withUnsafeReadableBytes { piece throws(DigesterError) in try digester.update(piece) }
        bytes?.writeImmutableBuffer(piece)
        count += piece.readableBytes
    }

    /// Ends the request, or whichever is being read.
    func endRequest(_ number: Int? = nil) {
        guard let request, request == number ?? request else { return }
        self.request = nil
        turn += 1
        shortestTurn = min(shortestTurn, count - turnStart)
        turnStart = count
    }

    /// Whether a request before brought fewer bytes than this.
    func hasShortChunk(than bytes: Int) -> Bool { shortestTurn < bytes }

    /// The digest of all bytes; the session takes no more.
    func finish() throws -> (digest: Digest, blob: StoredBlob) {
        (try digester.finish(), StoredBlob(size: count, bytes: bytes))
    }

    /// The part of the address that a client must send back untouched: it means something else once it was decoded.
    var signature: String { "_state=\(id)%2F\(turn)%3D%3D" }

    /// `0-<last byte>`, and for an empty session `0-0` as well, as in distribution.
    var range: String { "0-\(max(count - 1, 0))" }
}
