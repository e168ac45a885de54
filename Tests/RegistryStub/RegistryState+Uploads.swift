import NIOCore
import OCISpec

/// Upload sessions.
extension RegistryState {
    mutating func openSession(in repository: String) throws -> UploadSession {
        let session = try UploadSession(
            id: "upload-\(nextID())", repository: repository, keepsBytes: options.keepsBlobBytes)
        sessions[session.id] = session
        return session
    }

    /// The answer to a POST that opened a session.
    func started(_ session: UploadSession, for request: Request) -> Reply {
        let limits = [
            ("OCI-Chunk-Min-Length", options.chunks.bytesMin), ("OCI-Chunk-Max-Length", options.chunks.bytesMax),
        ]
        return Reply(
            202, state(of: session, for: request) + limits.compactMap { name, bytes in bytes.map { (name, "\($0)") } })
    }

    mutating func mount(in repository: String, for request: Request) throws -> Reply {
        let source = request.query["from"].first
        let digest = request.query["mount"].first.flatMap { try? Digest(parsing: $0) }
        guard let digest else { return .error(400, "DIGEST_INVALID") }
        let sources = source.map { [$0] } ?? repositories.keys.filter { _ in options.mounts == .honest }
        switch options.mounts {
        case .refused(let status): return .error(status, status == 403 ? "DENIED" : "UNSUPPORTED", "no mount here")
        case .honest, .onlyFromNamed:
            if sources.contains(where: { repositories[$0]?.blobs[digest] != nil }) {
                repositories[repository, default: Repository()].blobs[digest] = 0
                return created(digest, in: repository)
            }
        case .ignored: break
        }
        return started(try openSession(in: repository), for: request)
    }

    /// The answer to a PATCH or PUT whose body is not taken; nil when it is.
    func refusal(ofUpload request: Request, repository: String, id: String) -> Reply? {
        guard let session = sessions[id], session.repository == repository else { return Self.unknownUpload }
        guard request.uri.contains(session.signature) else {
            return .error(404, "BLOB_UPLOAD_INVALID", "not the address of the last answer")
        }
        if let reply = refusal(ofRange: request, session: session) { return reply }
        guard request.route == .patchUpload else { return nil }
        let length = request.contentLength ?? 0
        if let max = options.chunks.bytesMax, length > max { return .error(413, "SIZE_INVALID", "chunk too long") }
        if let max = options.chunks.silentBytesMax, length > max { return rangeRefusal(session, for: request) }
        if let min = options.chunks.bytesMin, session.hasShortChunk(than: min), length > 0 {
            return .error(400, "SIZE_INVALID", "only the last chunk may be short")
        }
        return nil
    }

    private func refusal(ofRange request: Request, session: UploadSession) -> Reply? {
        guard let text = request.headers.first(name: "content-range") else { return nil }
        if let status = options.chunks.refusedStatus, request.route == .patchUpload {
            return .error(status, "UNSUPPORTED", "no chunks here")
        }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], last >= first else {
            return .error(400, "BLOB_UPLOAD_INVALID", "Content-Range: \(text)")
        }
        if let length = request.contentLength, length != last - first + 1 {
            return .error(400, "SIZE_INVALID", "Content-Range and Content-Length disagree")
        }
        return options.chunks.checksRange && first != session.count ? rangeRefusal(session, for: request) : nil
    }

    private func rangeRefusal(_ session: UploadSession, for request: Request) -> Reply {
        let headers = options.chunks.explainsRange ? state(of: session, for: request) : []
        return .error(416, "RANGE_INVALID", "", headers)
    }

    /// The answer to a PATCH whose body was taken.
    func patched(_ id: String, for request: Request) -> Reply {
        guard let session = sessions[id] else { return Self.unknownUpload }
        return Reply(options.chunks.status, state(of: session, for: request))
    }

    func uploadStatus(_ id: String, in repository: String, for request: Request) -> Reply {
        guard let session = sessions[id], session.repository == repository else { return Self.unknownUpload }
        session.endRequest()
        return Reply(204, state(of: session, for: request))
    }

    mutating func cancel(_ id: String, in repository: String) -> Reply {
        guard sessions[id]?.repository == repository else { return Self.unknownUpload }
        sessions[id] = nil
        return Reply(204)
    }

    /// Makes a blob of a session, which ends in any case.
    mutating func commit(_ id: String, in repository: String, for request: Request) throws -> Reply {
        guard let session = sessions[id] else { return Self.unknownUpload }
        guard let text = request.query["digest"].first, let wanted = try? Digest(parsing: text) else {
            return .error(400, "DIGEST_INVALID", "no digest")
        }
        sessions[id] = nil
        let (digest, blob) = try session.finish()
        guard digest == wanted else { return .error(400, "DIGEST_INVALID", "the bytes have the digest \(digest)") }
        blobs[digest] = blob
        repositories[repository, default: Repository()].blobs[digest] = options.looksBeforeBlobAppears
        return created(digest, in: repository)
    }

    private func created(_ digest: Digest, in repository: String) -> Reply {
        Reply(201, [("Location", "/v2/\(repository)/blobs/\(digest)"), ("Docker-Content-Digest", digest.description)])
    }

    private func state(of session: UploadSession, for request: Request) -> [(String, String)] {
        [
            ("Location", options.locations.location(of: session, for: request, addresses: addresses)),
            ("Range", session.range), ("Docker-Upload-UUID", session.id),
        ]
    }

    private static let unknownUpload = Reply.error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry")
}
