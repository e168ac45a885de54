/// How a blob came to be where it should be.
public enum BlobOutcome: Hashable, Sendable {
    /// It was there already.
    case present
    /// The registry took it over from another of its repositories.
    case mounted(from: String)
    /// It was sent whole.
    case uploaded
    /// An earlier run had sent the first `offset` bytes, and this one the rest.
    case resumed(offset: Int64)
    /// It was fetched.
    case downloaded
}
