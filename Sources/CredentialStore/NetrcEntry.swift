/// An entry of a netrc file that has both a user and a password.
struct NetrcEntry: Hashable, Sendable {
    /// The host; nil for the entry `default`, which is for every host that no other entry names.
    let machine: String?
    let login: String
    let password: Secret
}
