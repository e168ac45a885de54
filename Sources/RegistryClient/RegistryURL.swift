/// An HTTP address whose path and query stay as they were written: a query may be signed, and encoding it again would
/// break the signature.
///
/// Its description leaves the query out, since a signed one is a secret; ``text`` is what goes over the wire.
struct RegistryURL: Hashable, Sendable, CustomStringConvertible {
    let origin: Origin
    /// Beginning with `/`, without the query.
    let path: String
    /// What stands after `?`; nil when there is no `?`.
    let query: String?

    init(origin: Origin, path: String, query: String? = nil) {
        self.origin = origin
        self.path = path
        self.query = query
    }

    /// Reads an absolute address; nil when it is none of `http` or `https`, or holds a user's name, which nobody here
    /// may send on.
    init?(parsing text: String) {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        guard let scheme = Origin.Scheme(rawValue: text[..<colon].lowercased()) else { return nil }
        let rest = text[text.index(colon, offsetBy: 3)...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        guard let origin = Origin(scheme: scheme, authority: rest[..<end]) else { return nil }
        self.init(origin: origin, target: rest[end...])
    }

    /// The address of `target`, a path with an optional query; a fragment is dropped, and an empty path becomes `/`.
    init(origin: Origin, target: some StringProtocol) {
        let whole = target.prefix { $0 != "#" }
        let path = whole.prefix { $0 != "?" }
        self.origin = origin
        self.path = path.isEmpty ? "/" : String(path)
        query = path.endIndex == whole.endIndex ? nil : String(whole[whole.index(after: path.endIndex)...])
    }

    /// The address in full.
    var text: String { "\(origin)\(path)" + (query.map { "?\($0)" } ?? "") }

    /// The address without the values of its query.
    var description: String { "\(origin)\(path)" + (query == nil ? "" : "?…") }

    /// This address with one more item at the end of the query, which otherwise stays as it is.
    func appending(_ name: String, _ value: String) -> RegistryURL {
        let item = "\(name)=\(PercentEncoding.encode(value))"
        let joined = query.map { $0.isEmpty ? item : "\($0)&\(item)" } ?? item
        return RegistryURL(origin: origin, path: path, query: joined)
    }
}
