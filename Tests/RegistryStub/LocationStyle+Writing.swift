extension RegistryStub.LocationStyle {
    /// The address of a session, in the words of an answer to this request.
    func location(of session: UploadSession, for request: Request, addresses: Addresses) -> String {
        let id = "\(session.id)?\(session.signature)"
        return location(
            path: "/v2/\(session.repository)/blobs/uploads/\(id)", last: id, for: request, addresses: addresses)
    }

    /// The same address in another style; any style but the path-relative can be read.
    func rewritten(_ location: String, for request: Request, addresses: Addresses) -> String {
        guard let start = location.firstRange(of: "/v2/")?.lowerBound else { return location }
        let path = String(location[start...])
        let last = path.prefix { $0 != "?" }.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
        return self.location(path: path, last: last, for: request, addresses: addresses)
    }

    private func location(path: String, last: String, for request: Request, addresses: Addresses) -> String {
        let address = addresses[request.origin]
        let authority = request.headers.first(name: "host") ?? address.authority
        return switch self {
        case .absolute: "\(address.scheme)://\(authority)\(path)"
        case .hostRelative: path
        case .pathRelative: last
        case .schemeRelative: "//\(authority)\(path)"
        case .withoutScheme: "\(authority)\(path)"
        case .otherOrigin: "\(addresses[.storage].url)\(path)"
        }
    }
}
