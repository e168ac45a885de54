public import OCISpec

extension RegistryStub {
    /// A manifest as it was put.
    public struct StoredManifest: Sendable, Equatable {
        /// The bytes of the request.
        public let bytes: [UInt8]
        /// The `Content-Type` of the request.
        public let mediaType: MediaType
        /// The digest of `bytes`.
        public let digest: Digest
    }
}
