import NIOHTTP1

/// The head of an answer to a request of an upload, and what its body says.
struct UploadReply: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: ErrorBody
    /// Who answered.
    let url: RegistryURL
    let host: RegistryHost
    /// The wait that it asks for.
    let retryAfter: Duration?

    /// The refusal in the words for a user.
    func error(_ action: String) -> RegistryError {
        .refused(host: host.name, action: action, status: status, codes: body.codes, reason: body.reason)
    }

    /// The address in `Location`; nil when there is none.
    /// - Throws: ``RegistryError/unsafeAddress(host:address:isDowngrade:)``.
    func location() throws(RegistryError) -> RegistryURL? {
        guard let text = headers.first(name: "Location") else { return nil }
        guard let location = LocationResolver.resolve(text, from: url) else { return nil }
        try AddressGuard.check(location, namedBy: host.origin)
        return location
    }

    private var end: Int64? { headers.first(name: "Range").flatMap(ByteRangeHeader.uploadedEnd) }

    private func length(_ name: String) -> Int64? { headers.first(name: name).flatMap { Int64($0) } }
}

extension UploadReply {
    /// The answer to the POST that opens a session, or mounts a blob.
    func opening() throws(RegistryError) -> UploadAnswer {
        switch status {
        case 201: return .exists
        case 200, 202, 204:
            guard let location = try location() else {
                throw .unexpectedAnswer(host: host.name, action: "open an upload", reason: "there is no Location")
            }
            return .opened(
                location, pieceBytesMin: length("OCI-Chunk-Min-Length"), pieceBytesMax: length("OCI-Chunk-Max-Length"))
        default: return .refused(error("open an upload"))
        }
    }

    /// The answer to a PATCH. Amazon says 201 where the specification has 202.
    func patching() throws(RegistryError) -> UploadAnswer {
        switch status {
        case 200, 201, 202, 204: return .accepted(try location(), end: end)
        case 416: return .badRange(try location(), end: end)
        case 404: return .unknownSession
        case 413: return .tooLarge
        case 403: return .refused(error("take a piece of a blob"))
        default: return refusal("take a piece of a blob")
        }
    }

    /// The answer to the PUT that completes a blob.
    func committing(_ digest: String) throws(RegistryError) -> UploadAnswer {
        switch status {
        case 200, 201, 204: return .committed
        case 404 where body.codes.isEmpty || body.codes.contains { $0.hasPrefix("BLOB_UPLOAD") }: return .unknownSession
        case 413: return .tooLarge
        case 416: return .badRange(try location(), end: end)
        case _ where body.codes.contains("DIGEST_INVALID") || body.codes.contains("SIZE_INVALID"):
            return .wrongDigest(error("take a blob"))
        default: return refusal("take a blob")
        }
    }

    /// The answer to the question how much a session has.
    func asking() throws(RegistryError) -> UploadAnswer {
        switch status {
        case 200, 202, 204: .status(try location(), end: end)
        default: .unknownSession
        }
    }

    private func refusal(_ action: String) -> UploadAnswer {
        if status == 401 { return .renewed }
        if let cause = RetryCause(status: status, after: retryAfter) { return .failed(cause, error(action)) }
        return .refusedForm(error(action))
    }
}
