public import OCISpec

/// Something that a push or a pull tells while it runs. Events of one blob come in their order; blobs go side by side.
public enum TransferEvent: Hashable, Sendable {
    /// The transfer of a blob or a manifest begins.
    case began(Descriptor)
    /// So many bytes of the blob are over there, or here, out of its size. The number goes back when a broken connection
    /// lost some.
    case advanced(Digest, bytes: Int64)
    /// The blob or manifest is where it should be.
    case ended(Digest, BlobOutcome)
    /// Nothing is sent to `host` for a time, because of `reason`, for example `HTTP 429`.
    case waiting(host: String, Duration, reason: String)
    /// The registry has a remark for its users, fit for a terminal; told once each.
    case warning(host: String, String)
    /// Something a user should know that is no error.
    case note(String)
}
