extension RegistryStub {
    /// Who may do what.
    public enum Auth: Sendable {
        /// Everybody everything.
        case open
        /// Those with this name and password everything.
        case basic(username: String, password: String)
        /// Those with a token of this service what the token grants.
        case bearer(TokenService)
    }

    /// A token service, and how the registry asks for its tokens.
    public struct TokenService: Sendable {
        /// The users who may do everything.
        public var passwords: [String: String]
        /// The identity tokens that POST takes as `refresh_token`; they may do everything.
        public var identityTokens: Set<String> = []
        /// What those without credentials may do: `["pull"]` for a public registry; empty: they get 401.
        public var anonymousActions: Set<String> = []

        /// The port of the service: `.registry` or `.tokens`.
        public var origin: Origin = .registry
        /// A query that the realm has already, such as `account=1`.
        public var realmQuery: String?
        /// Replaces the `WWW-Authenticate` headers; `{realm}`, `{service}` and `{scope}` stand for what they say.
        public var challenges: [String]?
        /// False: `/v2/` is answered 200 to everybody, and the challenge comes with the first repository.
        public var guardsPing = true
        /// The status of the OAuth2 POST when the service has none: 404 or 405.
        public var postStatus: Int?

        /// How an answer carries the token.
        public var answer: TokenAnswer = .both
        /// `expires_in`, in seconds of ``RegistryStub/advance(by:)``; nil: not sent, and never expired.
        public var expiresIn: Int?
        /// The number of requests that a token is good for; nil: any number.
        public var usesMax: Int?
        /// False: a token for anything is good for everything.
        public var checksScopes = true
        /// The repositories that no token is for.
        public var refusedRepositories: Set<String> = []
        /// The answer to a request for one of them; nil: a token for the others, as distribution's service gives.
        public var refusalStatus: Int?

        /// A service for one user.
        public init(username: String = "tester", password: String = "s3cret:pass") {
            passwords = [username: password]
        }
    }

    /// How an answer carries the token.
    public enum TokenAnswer: Sendable, Equatable {
        /// `token`
        case token
        /// `access_token`
        case accessToken
        /// Both, the same.
        case both
        /// `token`, the empty string.
        case empty
        /// Neither.
        case missing
    }
}
