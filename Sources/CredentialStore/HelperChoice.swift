/// A helper as a credentials file names it.
struct HelperChoice: Hashable, Sendable {
    /// The name, which follows `docker-credential-` in that of its program.
    let name: String
    /// Whether it is that of every registry (`credsStore`), not that of one (`credHelpers`).
    let isForEverything: Bool
    /// Whether the file says that this helper has the credential. Otherwise it may be missing on this machine: a
    /// `credsStore` that came with a file from elsewhere does not keep anybody from public images.
    let isRelied: Bool
}
