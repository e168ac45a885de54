extension RegistryStub {
    /// What a request is for, as far as faults go.
    public enum Route: Sendable, Hashable, CaseIterable {
        /// `GET /v2/`
        case ping
        /// `GET` and `POST` of the token service.
        case token
        /// `HEAD /v2/<name>/blobs/<digest>`
        case headBlob
        /// `GET /v2/<name>/blobs/<digest>`
        case getBlob
        /// `GET` and `HEAD` of a blob at the storage origin.
        case storage
        /// `POST /v2/<name>/blobs/uploads/`, without `mount`.
        case startUpload
        /// `POST /v2/<name>/blobs/uploads/?mount=…`
        case mount
        /// `PATCH /v2/<name>/blobs/uploads/<id>`
        case patchUpload
        /// `PUT /v2/<name>/blobs/uploads/<id>`
        case commitUpload
        /// `GET /v2/<name>/blobs/uploads/<id>`
        case uploadStatus
        /// `DELETE /v2/<name>/blobs/uploads/<id>`
        case cancelUpload
        /// `HEAD /v2/<name>/manifests/<reference>`
        case headManifest
        /// `GET /v2/<name>/manifests/<reference>`
        case getManifest
        /// `PUT /v2/<name>/manifests/<reference>`
        case putManifest
        /// `GET /v2/<name>/tags/list`
        case listTags
        /// `GET /v2/<name>/referrers/<digest>`
        case referrers
        /// All else, which is answered 404 or 405.
        case other
    }
}
