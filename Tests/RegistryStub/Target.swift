/// What a path names.
enum Target: Equatable {
    case ping
    case tokens
    case storage(repository: String, digest: String)
    case blob(repository: String, digest: String)
    case uploads(repository: String)
    case upload(repository: String, id: String)
    case manifest(repository: String, reference: String)
    case tags(repository: String)
    case referrers(repository: String, digest: String)
    case unknown

    init(path: String) {
        let path = percentDecoded(path) ?? path
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        self = Self.named(parts)
    }

    private static func named(_ parts: [String]) -> Target {
        if parts == ["token"] { return .tokens }
        guard parts.count > 1, parts[0] == "v2" || parts[0] == "storage" else { return .unknown }
        let rest = Array(parts.dropFirst())
        if parts[0] == "storage" {
            return .storage(repository: rest.dropLast().joined(separator: "/"), digest: rest[rest.count - 1])
        }
        if rest == [""] { return .ping }
        if rest.count > 3, rest[rest.count - 3] == "blobs", rest[rest.count - 2] == "uploads" {
            let repository = rest.dropLast(3).joined(separator: "/")
            let id = rest[rest.count - 1]
            return id.isEmpty ? .uploads(repository: repository) : .upload(repository: repository, id: id)
        }
        guard rest.count > 2 else { return .unknown }
        let repository = rest.dropLast(2).joined(separator: "/")
        let last = rest[rest.count - 1]
        switch rest[rest.count - 2] {
        case "blobs": return .blob(repository: repository, digest: last)
        case "manifests": return .manifest(repository: repository, reference: last)
        case "referrers": return .referrers(repository: repository, digest: last)
        case "tags" where last == "list": return .tags(repository: repository)
        default: return .unknown
        }
    }

    /// The repository; nil where none is named.
    var repository: String? {
        switch self {
        case .ping, .tokens, .unknown: nil
        case .storage(let repository, _), .blob(let repository, _), .upload(let repository, _),
            .manifest(let repository, _), .referrers(let repository, _), .uploads(let repository),
            .tags(let repository):
            repository
        }
    }
}
