/// What a token is good for.
struct IssuedToken {
    /// The actions by repository.
    let grants: [String: Set<String>]
    /// The time after which it is worthless; nil: never.
    let expiry: Duration?
    /// The requests that it is still good for; nil: any number.
    var usesLeft: Int?
}
