import NIOHTTP1

/// What a registry's answer means for an upload.
enum UploadAnswer: Equatable, Sendable {
    /// There is a session at this address, which may have wishes about pieces.
    case opened(RegistryURL, pieceBytesMin: Int64?, pieceBytesMax: Int64?)
    /// The blob is there, without an upload.
    case exists
    /// The piece, or a part of it, was taken. The next request goes to `location` when there is one; `end` is the last
    /// byte that the registry has, nil when it does not say.
    case accepted(RegistryURL?, end: Int64?)
    /// What the registry has of the session.
    case status(RegistryURL?, end: Int64?)
    /// The blob is complete.
    case committed
    /// There is no such session, or none any more.
    case unknownSession
    /// The piece does not continue what the registry has.
    case badRange(RegistryURL?, end: Int64?)
    /// The body is too long for the registry or a proxy before it.
    case tooLarge
    /// The registry does not take the request in this form.
    case refusedForm(RegistryError)
    /// The bytes do not have the digest, or not the size.
    case wrongDigest(RegistryError)
    /// The token had ended, and there is a new one now.
    case renewed
    /// It may work another time; `error` is what to tell when it does not.
    case failed(RetryCause, RegistryError)
    /// It will not work.
    case refused(RegistryError)
    /// A look for the blob: it is there, or it is not.
    case found(Bool)
    /// The file still has the bytes that the digest names.
    case sourceUnchanged
    /// The pause that was asked for is over.
    case rested
}
