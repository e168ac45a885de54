/// What a token must allow.
struct AccessScope: Hashable, Sendable {
    /// One right, as the token protocol writes it: `repository:team/digits:pull,push`.
    struct Item: Hashable, Sendable, CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }

        /// The right to take from a repository, and with `push` to give to it.
        static func repository(_ name: String, push: Bool = false) -> Item {
            Item("repository:\(name):\(push ? "pull,push" : "pull")")
        }
    }

    /// The rights without which the request makes no sense; empty for a question to the registry as a whole.
    var needed: [Item] = []
    /// The rights that are of use, for mounts. When the token service refuses them, a token without them will do.
    var wished: [Item] = []
    /// The repository, by which credentials are chosen.
    var repository: String?
}
