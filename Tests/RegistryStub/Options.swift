extension RegistryStub {
    /// How a registry behaves all the time; what goes wrong once or twice is a ``Fault``.
    ///
    /// The defaults are an honest registry without passwords that answers like distribution 2.8.
    public struct Options: Sendable {
        /// Who may do what.
        public var auth: Auth = .open
        /// Certificates when the registry speaks HTTPS; all its origins do then.
        public var tls: TLS?

        /// False: only digests and sizes of blobs are kept, so that blobs may be larger than memory.
        public var keepsBlobBytes = true
        /// The number of looks (HEAD, GET, check of a manifest) for which a blob that was just committed is not there.
        public var looksBeforeBlobAppears = 0
        /// False: a `Range` header of a blob's GET is ignored, and the answer is 200 with all bytes.
        public var honoursRange = true
        /// Where blobs come from when they are asked for.
        public var blobSource: BlobSource = .registry

        /// How upload sessions are addressed.
        public var locations: LocationStyle = .absolute
        /// What a mount is answered with.
        public var mounts: Mounts = .honest
        /// True: `POST …/uploads/?digest=` with the whole blob is taken at once; else it opens a session.
        public var takesSinglePost = false
        /// How PATCH is treated.
        public var chunks = Chunks()
        /// A longer request body is answered 413 with HTML before it was read, as a proxy does.
        public var requestBodyBytesMax: Int?

        /// A longer manifest is answered 413.
        public var manifestBytesMax = 4 << 20
        /// True: a tag that exists cannot be given to another manifest.
        public var hasImmutableTags = false
        /// True: `PUT …/manifests/<digest>?tag=a&tag=b` sets the tags, and the answer names them in `OCI-Tag`.
        public var takesTagQuery = false
        /// False: a manifest whose blobs are not there is taken all the same.
        public var checksManifestBlobs = true
        /// False: an `Accept` header that does not name the manifest's type is no obstacle.
        public var checksAccept = true
        /// True: manifests carry an `ETag`, and `If-Match` is obeyed.
        public var hasETags = false
        /// True: `/referrers/` exists and `OCI-Subject` is answered; false: both are unknown.
        public var hasReferrers = false
        /// Entries of a page of tags or of referrers; nil: all in one.
        public var pageLength: Int?

        /// True: bodies of successful GETs are compressed and carry `Content-Encoding: gzip`, whatever was asked for.
        public var gzipsAnswers = false
        /// False: no answer carries `Docker-Content-Digest`.
        public var namesDigests = true
        /// Every answer of the API carries each of these as a `Warning` header.
        public var warnings: [String] = []

        /// An honest registry without passwords.
        public init() {}
    }

    /// Where the bytes of a blob come from.
    public enum BlobSource: Sendable, Equatable {
        /// From the registry itself.
        case registry
        /// From the storage origin, to which GET (and HEAD too, with `forHEAD`) is redirected with a signed URL.
        /// The URL is good for `uses` GETs, nil for any number; afterwards it is answered 403.
        case storage(forHEAD: Bool = false, uses: Int? = nil)
    }

    /// What a mount is answered with.
    public enum Mounts: Sendable, Equatable {
        /// 201 when the other repository has the blob, else 202 and a session. Without `from`, any repository serves.
        case honest
        /// As `honest`, but 202 and a session when there is no `from`.
        case onlyFromNamed
        /// 202 and a session, always.
        case ignored
        /// This status, always: 404 and 405 are known from registries, 403 from a repository that may not be read.
        case refused(status: Int)
    }

    /// How PATCH is treated.
    public struct Chunks: Sendable {
        /// `OCI-Chunk-Min-Length` of the answer to POST; a PATCH after a shorter one is answered 400.
        public var bytesMin: Int?
        /// `OCI-Chunk-Max-Length` of the answer to POST; a longer PATCH is answered 413.
        public var bytesMax: Int?
        /// A longer PATCH is answered 416 without a hint before; 4 MiB at ghcr.io.
        public var silentBytesMax: Int?
        /// A PATCH with `Content-Range` is answered with this status: the registry knows only whole uploads.
        public var refusedStatus: Int?
        /// The status of a PATCH that was taken; 201 at ECR.
        public var status = 202
        /// False: a chunk whose `Content-Range` does not continue the session is appended all the same, as
        /// distribution 2.8 does.
        public var checksRange = true
        /// True: a 416 carries Location and Range; false: it says nothing more.
        public var explainsRange = true
        /// True: bytes of a PATCH that broke off are kept; false: only whole ones are.
        public var keepsBrokenOff = true

        /// The treatment of an honest registry.
        public init() {}
    }
}
