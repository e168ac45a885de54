import ImageAssembly
import NIOHTTP1
import OCISpec

extension RegistryAPI {
    /// Whether the repository has the blob, as far as it says so.
    ///
    /// A blob of another size or digest is none: some caches keep what was cut off. Being sent elsewhere for it means
    /// that it is there. Where HEAD is not allowed, the answer is no.
    func hasBlob(_ blob: Descriptor) async throws -> Bool {
        var request = RegistryRequest(method: .HEAD, url: url("blobs/\(blob.digest)"))
        request.followsRedirects = false
        let response = try await send(request)
        await response.discard()
        switch response.status {
        case 200:
            let size = response.headers.first(name: "Content-Length").flatMap { Int64($0) }
            return (size ?? blob.size) == blob.size && (response.contentDigest ?? "\(blob.digest)") == "\(blob.digest)"
        case 301, 302, 303, 307, 308: return true
        case 403:
            throw RegistryError.refused(
                host: host.name, action: "look for a blob in \(repository)", status: 403, codes: [], reason: nil)
        case 500..., 429:
            throw RegistryError.refused(
                host: host.name, action: "look for a blob in \(repository)", status: response.status, codes: [],
                reason: nil)
        default: return false
        }
    }

    /// Opens an upload.
    func openUpload() async throws -> UploadAnswer {
        try await reply(to: RegistryRequest(method: .POST, url: url("blobs/uploads/"))).opening()
    }

    /// Asks the registry to take the blob over from another of its repositories.
    /// - Returns: `.exists` when it did, `.opened` when it opened an upload instead, nil when it refuses.
    func mount(_ digest: Digest, from repository: String) async throws -> UploadAnswer? {
        let target = url("blobs/uploads/").appending("mount", "\(digest)").appending("from", repository)
        do {
            let reply = try await reply(to: RegistryRequest(method: .POST, url: target))
            return (200..<300).contains(reply.status) ? try reply.opening() : nil
        } catch RegistryError.unauthorized {
            return nil  // not for that repository; whether it is for ours, the next request tells
        }
    }

    /// Sends a part of a blob; no retry happens.
    func patch(_ location: RegistryURL, _ body: RequestBody) async throws -> UploadAnswer {
        try await reply(to: part(.PATCH, location, body)).patching()
    }

    /// Sends the rest of a blob, or nothing more, and completes it; no retry happens.
    func commit(_ location: RegistryURL, _ digest: Digest, _ body: RequestBody) async throws -> UploadAnswer {
        let reply = try await reply(to: part(.PUT, location.appending("digest", "\(digest)"), body))
        let answer = try reply.committing("\(digest)")
        if answer == .committed, let found = reply.headers.first(name: "Docker-Content-Digest"), found != "\(digest)" {
            throw RegistryError.digestDiffers(
                host: host.name, what: "the blob that was sent", expected: digest, found: OneLine.clean(found))
        }
        return answer
    }

    /// Asks how much of an upload is there.
    func uploadStatus(_ location: RegistryURL) async throws -> UploadAnswer {
        try await reply(to: RegistryRequest(method: .GET, url: location)).asking()
    }

    /// Ends an upload that nobody will complete. That it did not work is nobody's concern: registries clean up.
    func cancelUpload(_ location: RegistryURL) async {
        var request = RegistryRequest(method: .DELETE, url: location)
        request.access = access
        await (try? impatient.send(request))?.discard()
    }

    private func part(_ method: HTTPMethod, _ location: RegistryURL, _ body: RequestBody) -> RegistryRequest {
        var request = RegistryRequest(method: method, url: location, body: body, isRepeatable: false)
        request.headers.add(name: "Content-Type", value: "application/octet-stream")
        // Without unit and total, unlike everywhere else in HTTP; Azure refuses the standard form.
        if method == .PATCH || body.range.lowerBound > 0, !body.range.isEmpty {
            let range = "\(body.range.lowerBound)-\(body.range.upperBound - 1)"
            request.headers.add(name: "Content-Range", value: range)
        }
        return request
    }
}
