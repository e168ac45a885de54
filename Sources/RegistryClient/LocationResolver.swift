/// Turns a `Location` header into an address, in each of the forms that registries send.
enum LocationResolver {
    /// The address that `location` means in an answer to a request for `base`; nil when it is none.
    ///
    /// Beyond [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-5.2), a host without a scheme is understood
    /// (`registry.example:5000/v2/…`): its first part has a `.` or a `:`, which no relative path of a registry has.
    static func resolve(_ location: String, from base: RegistryURL) -> RegistryURL? {
        let location = String(location.drop { $0 == " " })
        guard !location.isEmpty else { return nil }
        if let slashes = scheme(of: location) { return slashes ? RegistryURL(parsing: location) : nil }
        if location.hasPrefix("//") { return RegistryURL(parsing: "\(base.origin.scheme.rawValue):\(location)") }
        if location.hasPrefix("/") { return RegistryURL(origin: base.origin, target: location) }
        if location.hasPrefix("?") { return RegistryURL(origin: base.origin, target: base.path + location) }
        if beginsWithHost(location) { return RegistryURL(parsing: "\(base.origin.scheme.rawValue)://\(location)") }
        return merged(location, with: base)
    }

    /// Whether `location` has a scheme, and then whether `//` follows it; nil when it has none.
    private static func scheme(of location: String) -> Bool? {
        guard let colon = location.firstIndex(of: ":"), location[colon...].hasPrefix("://") else { return nil }
        let name = location[..<colon]
        guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }) else { return nil }
        return true
    }

    private static func beginsWithHost(_ location: String) -> Bool {
        guard let slash = location.firstIndex(of: "/") else { return false }
        let first = location[..<slash]
        return !first.hasPrefix(".") && !first.contains("?")
            && (first == "localhost" || first.contains(".") || first.contains(":"))
    }

    /// A path relative to the folder of the base's path.
    private static func merged(_ location: String, with base: RegistryURL) -> RegistryURL? {
        let folder = base.path[...(base.path.lastIndex(of: "/") ?? base.path.startIndex)]
        let relative = RegistryURL(origin: base.origin, target: folder + location)
        var parts: [Substring] = []
        for part in relative.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return RegistryURL(
            origin: base.origin, path: "/" + parts.joined(separator: "/"), query: relative.query)
    }
}
