/// The next thing to do for an upload.
enum UploadStep: Equatable, Sendable {
    /// Begin a session.
    case open
    /// Ask the session how much it has.
    case ask
    /// Send this part as a piece.
    case patch(Range<Int64>)
    /// Send this part, which may be empty, and complete the blob.
    case put(Range<Int64>)
    /// See whether the blob is there after all.
    case look
    /// Read the file again, and see whether it has the digest.
    case verifySource
    /// Wait before the next try, the request having failed so many times in a row.
    case pause(RetryCause, failures: Int, RegistryError)
    /// The blob is there.
    case finish
    case fail(RegistryError)
}
