import NIOCore
import OCISpec

/// Blobs that are there.
extension RegistryState {
    mutating func blob(_ text: String, in repository: String, for request: Request) -> Reply {
        guard let digest = try? Digest(parsing: text) else { return .error(400, "DIGEST_INVALID", text) }
        guard repositories[repository, default: Repository()].look(for: digest), let blob = blobs[digest] else {
            return .error(404, "BLOB_UNKNOWN", "blob unknown to registry")
        }
        if case .storage(let forHEAD, let uses) = options.blobSource, forHEAD || request.method == "GET" {
            let signature = "\(nextID())"
            signedUses[signature] = uses ?? .max
            let path = "/storage/\(repository)/\(digest)?X-Signature=\(signature)%3D"
            return Reply(307, [("Location", addresses[.storage].url + path), ("Docker-Content-Digest", text)])
        }
        return content(of: blob, digest: digest, for: request)
    }

    /// The blob at the storage origin.
    mutating func storedBlob(_ text: String, in repository: String, for request: Request) -> Reply {
        let signature = request.query["X-Signature"].first.map { String($0.dropLast()) } ?? ""
        guard request.origin == .storage, let uses = signedUses[signature], uses > 0 else {
            let body = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
            return Reply(.init(403, headers: [("Content-Type", "application/xml")], body: body))
        }
        if request.method == "GET" { signedUses[signature] = uses - 1 }
        guard let digest = try? Digest(parsing: text), let blob = blobs[digest] else { return .notFound }
        var reply = content(of: blob, digest: digest, for: request)
        reply.headers.remove(name: "Docker-Content-Digest")
        return reply
    }

    private func content(of blob: StoredBlob, digest: Digest, for request: Request) -> Reply {
        let headers = [
            ("Content-Type", "application/octet-stream"), ("Docker-Content-Digest", digest.description),
            ("Accept-Ranges", options.honoursRange ? "bytes" : "none"), ("ETag", "\"\(digest)\""),
        ]
        if request.method == "HEAD" { return Reply(200, headers, body: .zeros(blob.size)) }
        guard let bytes = blob.bytes else { return .error(500, "UNKNOWN", "the bytes of this blob were not kept") }
        guard options.honoursRange, let wanted = request.headers.first(name: "range") else {
            return Reply(200, headers, body: .bytes(bytes))
        }
        guard let range = Self.range(wanted, of: blob.size),
            let part = bytes.getSlice(at: range.lowerBound, length: range.count)
        else { return Reply(416, [("Content-Range", "bytes */\(blob.size)")]) }
        let contentRange = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(blob.size)"
        return Reply(206, headers + [("Content-Range", contentRange)], body: .bytes(part))
    }

    /// The bytes that `bytes=<first>-<last>` or `bytes=<first>-` asks for.
    private static func range(_ text: String, of size: Int) -> Range<Int>? {
        guard text.hasPrefix("bytes=") else { return nil }
        let ends = text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Int(ends[0]), first < size else { return nil }
        let last = ends[1].isEmpty ? size - 1 : Int(ends[1])
        guard let last, last >= first else { return nil }
        return first..<min(last + 1, size)
    }
}
