public import OCISpec
public import SystemPackage

/// What can go wrong with a registry. No case holds a secret, or the query of an address, which may be signed.
public enum RegistryError: Error, Equatable {
    // MARK: Getting there

    /// No connection, or none that lasted, after `tries` tries; `reason` is the last failure.
    case unreachable(host: String, tries: Int, reason: String)
    /// The certificate of the host cannot be trusted, or it does not trust ours.
    case untrusted(host: String, reason: String)
    /// A file with certificates or keys cannot be used.
    case unusableCertificate(FilePath, reason: String)
    /// The value of a proxy variable is no address of an HTTP proxy.
    case malformedProxy(variable: String)
    /// The proxy refuses.
    case proxyRefused(proxy: String, reason: String)
    /// A registry's answer leads to an address that we do not go to: without TLS (`isDowngrade`), or one that only we
    /// can reach.
    case unsafeAddress(host: String, address: String, isDowngrade: Bool)
    /// Redirects do not end.
    case redirectLoop(host: String)

    // MARK: Being allowed

    /// Credentials are missing, or do not suffice. `credentials` is where those that were used come from, nil when there
    /// were none, and `searched` the places that were looked at.
    case unauthorized(host: String, repository: String?, reason: String?, credentials: String?, searched: [String])
    /// The token service gives no token.
    case tokenRefused(service: String, status: Int, reason: String?)
    /// The token service's answer has no token in it.
    case tokenMissing(service: String, answer: String?)

    // MARK: The registry's answers

    /// The registry refuses. `codes` are the distribution spec's, and `reason` its own words, in one line.
    case refused(host: String, action: String, status: Int, codes: [String], reason: String?)
    /// The registry asks for a longer wait than we make.
    case asksToWait(host: String, seconds: Int64)
    /// What should be there is not.
    case notFound(host: String, what: String)
    /// The answer is none that the distribution spec knows.
    case unexpectedAnswer(host: String, action: String, reason: String)
    /// The body of an answer is larger than such a body may be.
    case tooLarge(host: String, what: String, bytesMax: Int64)

    // MARK: Content

    /// The bytes of `what` are not those that its digest names.
    case digestDiffers(host: String, what: String, expected: Digest, found: String)
    /// A blob has another size than its descriptor says.
    case sizeDiffers(host: String, Digest, expected: Int64, found: Int64)
    /// The manifest says of itself that it is something else than the registry says it is.
    case mediaTypeDiffers(host: String, what: String, header: String, document: String)
    /// The manifest has a form that docker gave up in 2017.
    case schema1(host: String, what: String)
    /// The manifest is larger than registries take.
    case manifestTooLarge(Digest, bytes: Int64)
    /// A file has changed since the image was put together.
    case sourceChanged(FilePath, Digest)
    /// A reference holds a digest, and the image has another.
    case otherDigest(reference: String, image: Digest)
    /// The tag exists, points to another image, and must not be moved.
    case immutableTag(host: String, tag: String, existing: Digest?)
    /// The registry does not take a feature that the manifest uses.
    case featureRefused(host: String, feature: ManifestFeature, reason: String?)
    /// A file cannot be written, read or renamed.
    case file(FilePath, Errno)
}
